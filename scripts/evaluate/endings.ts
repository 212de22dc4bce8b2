/** What is to be done at the end, however it comes about, the last that was added first. */
export class Endings {
  readonly #steps: (() => Promise<unknown>)[] = [];

  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  /**
   * Does each, also where another fails.
   * @throws {AggregateError} with everything that failed
   */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      const texts = failures.map((error) => (error instanceof Error ? error.message : String(error)));
      throw new AggregateError(failures, `not everything is as it was: ${texts.join('; ')}`);
    }
  }
}
