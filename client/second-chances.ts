import { CloudError } from './cloud-error.ts';
import { pause } from './endings.ts';

/** Waits before something is tried again. */
const pausesMs = [200, 600];
/** What a gateway or a busy service answers; the next time may be luckier. */
const passing = [502, 503, 504];

/** Does what does no harm when it is done again, twice more where it fails in passing. */
export async function withSecondChances<Result>(
  act: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  for (const pauseMs of pausesMs) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof CloudError) || !mayPass(error)) throw error;
      await pause(pauseMs, signal);
    }
  }
  return act();
}

const mayPass = ({ fault, status }: CloudError): boolean =>
  fault === 'connectFailure' || (status !== undefined && passing.includes(status));
