import type { Answer } from './answer.ts';
import { escapedData } from './printable.ts';

/** JSON with native numbers; a list unless the answer is about one thing. In rounds, each on a line of its own. */
export function formatJson(answer: Answer, isRound: boolean): string {
  return `${escapedData(JSON.stringify(toData(answer), undefined, isRound ? undefined : 2))}\n`;
}

/** YAML, texts quoted so that readers of 1.1 and of 1.2 take them for texts; in rounds, each a document of its own. */
export async function formatYaml(answer: Answer, isRound: boolean): Promise<string> {
  const { stringify } = await import('yaml');
  const text = stringify(toData(answer), {
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    lineWidth: 0,
  });
  return `${isRound ? '---\n' : ''}${escapedData(text)}`;
}

function toData({ columns, rows, one }: Answer): unknown {
  const picked = rows.map((row) => Object.fromEntries(columns.map(({ key }) => [key, row[key] ?? null])));
  return one ? (picked[0] ?? null) : picked;
}
