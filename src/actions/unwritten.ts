import { Fault } from '../faults.ts';

const undone =
  'The change could not be written down, so what was there before was put back; look at what the server has before you try again.';
const left =
  'The change could not be written down, and what was there before could not be put back either; look at what the server has.';

/**
 * What the caller is told of a change whose end could not be written down: the store itself cannot know what has become of it on the host.
 * @param isPutBack whether the host took the commands for what was there before
 */
export function explainUnwritten(error: unknown, isPutBack: boolean): unknown {
  if (!(error instanceof Fault) || error.kind !== 'storeUnavailable') return error;
  return new Fault('storeUnavailable', isPutBack ? undone : left, { cause: error.cause ?? error });
}
