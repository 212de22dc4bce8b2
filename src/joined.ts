/** Questions by key: whoever asks while an answer is under way gets that one. */
export class Joined<T> {
  readonly #answers = new Map<string, Promise<T>>();

  ask(key: string, ask: () => Promise<T>): Promise<T> {
    const underWay = this.#answers.get(key);
    if (underWay !== undefined) return underWay;
    const answer = ask().finally(() => this.#answers.delete(key));
    this.#answers.set(key, answer);
    return answer;
  }
}
