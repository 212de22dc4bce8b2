import { Fault } from '../faults.ts';
import { CommandFailed } from '../transport/transport.ts';

const meanings: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/^Cannot find device /m, "This server's host does not have the network device that it is configured to share"],
  [/Operation not permitted$/m, "novatune has no right to change the network queues of this server's host"],
  // The root is the first line of its batch; leaves come later and have been probed for.
  [
    /Specified qdisc kind is unknown\.\nCommand failed -:1$/m,
    "The kernel of this server's host cannot share its uplink by priority: it has no HTB",
  ],
];

/** What tc's stderr means, as a Fault that keeps the error as its cause; an error that means nothing special is returned as it is. */
export function explainTc(error: unknown): unknown {
  if (!(error instanceof CommandFailed) || error.reason !== 'exit') return error;
  const message = meanings.find(([pattern]) => pattern.test(error.stderr))?.[1];
  return message === undefined ? error : new Fault('notSupported', message, { cause: error });
}
