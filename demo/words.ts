const bold = process.stdout.isTTY && process.env.NO_COLOR === undefined;

export const say = (text = ''): void => {
  process.stdout.write(`${text}\n`);
};

const emphasized = (text: string): string => (bold ? `\u001b[1m${text}\u001b[0m` : text);

export const title = (text: string): void => say(`\n${emphasized(text)}`);

/** A command as it is typed. */
export const typed = (line: string): void => say(`$ ${emphasized(line)}`);
