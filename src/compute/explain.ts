import { Fault, type FaultKind } from '../faults.ts';
import { CommandFailed } from '../transport/transport.ts';
import { explainTc } from './tc-fault.ts';
import { noSuchDomain, noTuning } from './virsh-stderr.ts';

/** What virsh writes on stderr, and what it means. The first that fits. */
const meanings: readonly [pattern: RegExp, kind: FaultKind, message: (uuid: string) => string][] = [
  [noSuchDomain, 'serverNotFound', (uuid) => `Instance ${uuid} could not be found.`],
  [
    // The last three: its QEMU ended while it was being asked.
    /domain is not running|not running$|domain is no longer running|guest unexpectedly quit|(from|closed the) (qemu )?monitor/im,
    'serverNotRunning',
    (uuid) => `Instance ${uuid} is not running.`,
  ],
  [noTuning, 'notSupported', (uuid) => `The host of instance ${uuid} lacks the cgroup controller that this takes.`],
  [
    /without the balloon device/i,
    'notSupported',
    (uuid) => `Instance ${uuid} has no balloon device: its memory cannot change while it runs.`,
  ],
  [
    /higher than max memory|must be in range|out of range/i,
    'limitOutOfRange',
    (uuid) => `The host of instance ${uuid} refuses the value as out of range.`,
  ],
  [
    /cannot acquire state change lock|timed out during operation/i,
    'hostUnavailable',
    (uuid) => `Instance ${uuid} is busy with another operation; try again later.`,
  ],
  [
    /failed to (re)?connect|Cannot recv data|Cannot write data|End of file while reading|client socket is closed|keepalive/i,
    'hostUnavailable',
    unavailable,
  ],
];

function unavailable(uuid: string): string {
  return `The host of instance ${uuid} does not answer; try again later.`;
}

/** For a change whose command got no answer: it may have happened, and may yet happen. */
export function explainUnknownOutcome(error: unknown, uuid: string): unknown {
  if (!(error instanceof CommandFailed) || (error.reason !== 'timeout' && error.reason !== 'ended')) return error;
  const message = `The host of instance ${uuid} did not answer in time; whether the change took effect is unknown, read it back.`;
  return new Fault('hostUnavailable', message, { cause: error });
}

/**
 * Gives a failed command of a domain its meaning: a Fault with the command as its cause. What is not known stays as it is, a bug.
 * The message is for the caller, who learns nothing of the host; the cause is for the log.
 */
export function explain(error: unknown, uuid: string): unknown {
  if (!(error instanceof CommandFailed)) return error;
  if (error.reason !== 'exit') return new Fault('hostUnavailable', unavailable(uuid), { cause: error });
  const found = meanings.find(([pattern]) => pattern.test(error.stderr));
  if (found === undefined) return explainTc(error);
  const [, kind, message] = found;
  return new Fault(kind, message(uuid), { cause: error });
}
