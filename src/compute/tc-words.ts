/** The words of one line of tc's output, with their places: most are `name value` pairs. */
export interface TcWords {
  readonly words: readonly string[];
  has(name: string): boolean;
  /** The word after `name`, if both are there. */
  after(name: string): string | undefined;
}

/** Splits a line of tc's text output. JSON output is not to be used: classes come as text, u32 matches under one duplicate key (6.1). */
export function parseWords(line: string): TcWords {
  const words = line.trim().split(/\s+/);
  return {
    words,
    has: (name) => words.includes(name),
    after: (name) => {
      const at = words.indexOf(name);
      return at < 0 ? undefined : words[at + 1];
    },
  };
}
