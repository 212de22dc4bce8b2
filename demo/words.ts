const bold = process.stdout.isTTY && process.env.NO_COLOR === undefined;

export const say = (text = ''): void => {
  process.stdout.write(`${text}\n`);
};

export const title = (text: string): void => say(bold ? `\n\u001b[1m${text}\u001b[0m` : `\n${text}`);
