import type { ChannelListener, CommandFailed } from '../../../src/transport/transport.ts';

/** Keeps all that a long-lived program says, and fails the test that hears something after the end. */
export class RecordedChannel implements ChannelListener {
  stdout = '';
  stderr = '';
  readonly ended: Promise<CommandFailed>;
  #end: (failure: CommandFailed) => void = () => {};
  #isEnded = false;

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  onStdout(text: string): void {
    this.#stillOpen();
    this.stdout += text;
  }

  onStderr(text: string): void {
    this.#stillOpen();
    this.stderr += text;
  }

  onClose(failure: CommandFailed): void {
    this.#stillOpen();
    this.#isEnded = true;
    this.#end(failure);
  }

  #stillOpen(): void {
    if (this.#isEnded) throw new Error('Called after onClose');
  }
}
