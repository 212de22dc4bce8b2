import type { Failure, FailureReason } from '../transport/transport.ts';
import { isSudoRefusal } from './root-programs.ts';
import type { FailureCause } from './virsh-call.ts';

/** What the stderr of one command says: nothing, or why it failed, with virsh's own words. */
export type Verdict = { readonly reason: undefined } | FailureCause;

// virsh writes `error: ` and the message one after the other, and from two threads: prefixes may pile up in front of either.
const disconnected = /^(?:error: )*Disconnected from .* due to /;
const reconnected = /^(?:error: )*Reconnected to the hypervisor$/;
const leaked = /^(?:error: )*One or more references were leaked after disconnect from the hypervisor$/;
const prefixOnly = /^(?:error: )*$/;
/** Under a virsh that answers, sudo had no more than something to remark, such as a host name that it cannot resolve. */
const remark = /^sudo: /;
/** Its last words: it has found no place for its history, as it should. */
const noHistory = /^(?:error: )*Failed to create '\/dev\/null\//;
const noise = [disconnected, reconnected, leaked, prefixOnly, remark, noHistory];

/** There is no such domain, or not any more. */
export const noSuchDomain = /failed to get domain|Domain not found/i;
/** libvirt does not have the cgroup controller that the command takes; or, just after its start, has not found it again yet. */
export const noController = /cgroup .*(isn't|is not) mounted/i;
/** Besides that: no scheduler that weighs, or a libvirt of a user's own. */
export const noTuning = new RegExp(
  `${noController.source}|weight is valid only for|is not available in session mode`,
  'i',
);

const cannotConnect =
  /^(?:error: )*(?:Failed to reconnect to the hypervisor|failed to connect to the hypervisor|no valid connection)/m;
/** A virsh whose connection broke while it was being set up says so for ever after (seen on 9.0): it cannot be asked again. */
const wedged = /^(?:error: )*no valid connection/m;
const connectionLost =
  /End of file while reading data|Cannot (?:recv|write) data|connection closed due to|client socket is closed/;

/**
 * Judges what virsh wrote on stderr while one command ran. A session has no exit status: any text but news of the connection is a failure.
 * `unreachable`: libvirtd could not be reached, nothing was done. `ended`: the connection broke under the command, its outcome is unknown.
 */
export function judgeStderr(text: string): Verdict {
  const stderr = without(noise, text);
  if (cannotConnect.test(stderr)) return { reason: 'unreachable', stderr };
  if (brokeOff(text) || connectionLost.test(stderr)) return { reason: 'ended', stderr: stderr || text };
  return stderr === '' ? { reason: undefined } : { reason: 'exit', exitCode: 1, stderr };
}

export const isWedged = (stderr: string): boolean => wedged.test(stderr);

/**
 * Judges the end of a virsh that should have stayed. One that never answered could not connect, or could not be started by `env` (126, 127) or by
 * sudo.
 */
export function judgeEnd(failure: Failure, stderr: string, answered: boolean): FailureCause {
  const { exitCode } = failure;
  const neverRan = exitCode === 126 || exitCode === 127 || cannotConnect.test(stderr) || isSudoRefusal(stderr);
  return {
    reason: reasonOfEnd(failure.reason, neverRan && !answered),
    exitCode,
    stderr: without([noHistory], stderr).trim(),
  };
}

function reasonOfEnd(reason: FailureReason, neverRan: boolean): FailureReason {
  if (reason !== 'exit') return reason;
  return neverRan ? 'unreachable' : 'ended';
}

/** A loss that no reconnection follows came after the command had begun: what it printed may be half an answer. */
function brokeOff(text: string): boolean {
  const lines = text.split('\n');
  const last = (pattern: RegExp) => lines.findLastIndex((line) => pattern.test(line));
  return last(disconnected) > last(reconnected);
}

const without = (patterns: readonly RegExp[], text: string): string =>
  text
    .split('\n')
    .filter((line) => !patterns.some((pattern) => pattern.test(line)))
    .join('\n');
