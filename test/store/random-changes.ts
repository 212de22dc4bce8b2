import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change, ChangeEnd, NewChange, Store } from '../../src/store/store.ts';
import type { StoreTest } from './behaviour.ts';
import { failure, interruption, newChange, successWith, where } from './changes.ts';
import { Model } from './model.ts';
import type { Clock } from './place.ts';

const causes = ['set', 'set', 'set', 'clear', 'restart', 'drift', 'ratio', 'lease-end'] as const;
const outcomes = ['success', 'success', 'success', 'failure', 'interrupted'] as const;

const step = fc.record({
  cause: fc.constantFrom(...causes),
  outcome: fc.constantFrom(...outcomes),
  server: fc.integer({ min: 1, max: 2 }),
  resource: fc.constantFrom('memory' as const, 'cpu' as const),
  asked: fc.integer({ min: 1, max: 1000 }),
  lasts: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined, freq: 2 }),
  passes: fc.integer({ min: 0, max: 8 }),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** A store and what it should show. */
class Pair {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #model = new Model(where);
  readonly #prefix: string;

  constructor({ store, clock }: StoreTest, prefix: string) {
    this.#store = store;
    this.#clock = clock;
    this.#prefix = prefix;
  }

  async run({ cause, outcome, server, resource, asked, lasts, passes }: Step): Promise<void> {
    const serverId = `${this.#prefix}-${server}`;
    const end = { success: successWith(asked + 1), failure, interrupted: interruption }[outcome];
    if (cause === 'lease-end') await this.#endLeases(outcome);
    else {
      const until = cause === 'set' && lasts !== undefined ? this.#clock.in(lasts) : undefined;
      await this.#make(newChange({ serverId, resource, cause, asked, before: asked + 2, until }), end);
    }
    await this.#compare();
    this.#clock.pass(passes);
  }

  async #endLeases(outcome: Step['outcome']): Promise<void> {
    for (const { serverId, resource, next } of this.#model.listEndedLeases(this.#clock.in(0))) {
      const end = { success: successWith(next), failure, interrupted: interruption }[outcome];
      await this.#make(newChange({ serverId, resource, cause: 'lease-end', asked: next }), end);
    }
  }

  async #make(change: NewChange, end: ChangeEnd): Promise<void> {
    const at = this.#clock.in(0);
    const id = await this.#store.begin(change, where);
    await this.#store.end(id, end);
    this.#model.apply({ ...change, id, projectId: where.projectId, at, end } satisfies Change);
  }

  async #compare(): Promise<void> {
    const isOwn = ({ serverId }: { readonly serverId: string }): boolean => serverId.startsWith(`${this.#prefix}-`);
    for (const serverId of [`${this.#prefix}-1`, `${this.#prefix}-2`]) {
      expect(await this.#store.find(serverId)).toEqual(this.#model.find(serverId));
    }
    expect((await this.#store.list()).filter(isOwn)).toEqual(this.#model.list());
    const ended = (await this.#store.listEndedLeases(this.#clock.in(0))).filter(isOwn);
    expect(sorted(ended)).toEqual(sorted(this.#model.listEndedLeases(this.#clock.in(0))));
    expect(await this.#store.findNextLeaseEnd()).toEqual(this.#model.findNextLeaseEnd());
  }

  async forget(): Promise<void> {
    for (const server of [1, 2]) await this.#store.forget(`${this.#prefix}-${server}`);
  }
}

const sorted = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value)).sort();

export function describeRandomChanges(here: StoreTest, numRuns: number): void {
  test('whatever is done, it shows what the plain model shows', { timeout: 60_000 }, async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        run += 1;
        const pair = new Pair(here, `run-${run}`);
        try {
          for (const each of steps) await pair.run(each);
        } finally {
          await pair.forget();
        }
      }),
      { numRuns },
    );
  });
}
