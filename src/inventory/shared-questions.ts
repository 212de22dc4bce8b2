/** A question that is under way, and the one to be put after it for those who came too late for it. */
interface Round<T> {
  readonly answer: Promise<T>;
  next: Promise<T> | undefined;
}

/** Questions by key: at most one under way, and one that waits for it, however many ask. */
export class SharedQuestions<T> {
  readonly #rounds = new Map<string, Round<T>>();

  /** The answer to a question that is put after this was called, so that it tells all that was so by then. */
  askNew(key: string, ask: () => Promise<T>): Promise<T> {
    const round = this.#rounds.get(key);
    if (round === undefined) return this.#begin(key, ask);
    // A failure is no old answer: who waited for it need not wait for another one.
    round.next ??= round.answer.then(() => this.join(key, ask));
    return round.next;
  }

  /** As `askNew`, or the answer to one that is under way already. */
  join(key: string, ask: () => Promise<T>): Promise<T> {
    return this.#rounds.get(key)?.answer ?? this.#begin(key, ask);
  }

  #begin(key: string, ask: () => Promise<T>): Promise<T> {
    const answer = ask().finally(() => this.#rounds.delete(key));
    this.#rounds.set(key, { answer, next: undefined });
    return answer;
  }
}
