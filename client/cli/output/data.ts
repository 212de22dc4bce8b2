import type { Answer } from './answer.ts';

/** JSON with native numbers; a list unless the answer is about one thing. In rounds, each on a line of its own. */
export function formatJson(answer: Answer, isRound: boolean): string {
  return `${JSON.stringify(toData(answer), undefined, isRound ? undefined : 2)}\n`;
}

/** YAML; in rounds, each a document of its own. */
export async function formatYaml(answer: Answer, isRound: boolean): Promise<string> {
  const { stringify } = await import('yaml');
  return `${isRound ? '---\n' : ''}${stringify(toData(answer))}`;
}

function toData({ columns, rows, one }: Answer): unknown {
  const picked = rows.map((row) => Object.fromEntries(columns.map(({ key }) => [key, row[key] ?? null])));
  return one ? picked[0] : picked;
}
