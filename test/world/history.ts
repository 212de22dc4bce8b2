import { Api } from './api.ts';

/** A line of a server's history, as far as tests look at it. */
export interface HistoryLine {
  readonly id: number;
  readonly resource: string;
  readonly cause: string;
  readonly asked: number;
  readonly outcome: string | null;
  readonly request_id: string | null;
}

/** All of a server's history, newest first. */
export async function historyOf(url: string, server: string): Promise<HistoryLine[]> {
  const api = new Api(url);
  const lines: HistoryLine[] = [];
  for (;;) {
    const marker = lines.length === 0 ? '' : `&marker=${lines.at(-1)?.id}`;
    const { body } = await api.get(server, `/allocation-history?limit=1000${marker}`);
    const page = (body as { changes: HistoryLine[] }).changes;
    lines.push(...page);
    if (page.length === 0) return lines;
  }
}
