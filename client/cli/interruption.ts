/** What ended the run from outside, as the reason of every call that it cut. */
export class Interruption extends Error {
  override readonly name = 'Interrupted';
  /** What a shell says of a program that a signal ended. */
  readonly exitStatus: number;

  constructor(message: string, exitStatus: number) {
    super(message);
    this.exitStatus = exitStatus;
  }
}

const exitStatuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const controller = new AbortController();

/** Aborted by Ctrl-C and its kin: nothing new is begun then, and what was done is still told. */
export const interruption: AbortSignal = controller.signal;

/** The status to exit with, once it has happened. */
export const interruptedStatus = (): number | undefined =>
  interruption.aborted ? (interruption.reason as Interruption).exitStatus : undefined;

/** Heeds the signals. The second one ends the process at once. */
export function heedSignals(): void {
  for (const [name, exitStatus] of Object.entries(exitStatuses))
    process.on(name, () => {
      if (interruption.aborted) process.exit(exitStatus);
      controller.abort(new Interruption('interrupted', exitStatus));
    });
}
