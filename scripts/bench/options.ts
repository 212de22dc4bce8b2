import { parseArgs } from 'node:util';
import type { ProxyUrls } from './proxy.ts';
import type { MatterName } from './report.ts';

export const matterNames = [
  'peers',
  'actions',
  'nova',
  'network',
  'classification',
  'cold-start',
  'inventory',
  'proxy',
  'soak',
] as const satisfies readonly MatterName[];

/** What `npm run bench --` is told. */
export interface BenchOptions {
  readonly quick: boolean;
  readonly json: boolean;
  readonly write: boolean;
  /** A file with what `--json` printed once; undefined without. */
  readonly compare: string | undefined;
  /** In the order in which they are measured. */
  readonly matters: readonly MatterName[];
  readonly soakSeconds: number;
  /** A real nova-api and a novatuned in front of it, instead of the stand-ins; undefined without. */
  readonly proxyUrls: ProxyUrls | undefined;
}

export const usage = `Usage: npm run --silent bench -- [OPTION]...
  --quick            less of everything and no soak: within three minutes
  --json             what was measured as JSON, alone on standard output
  --only NAME        only this, may be given again: ${matterNames.join(', ')}
  --compare FILE     fails where a ratio is a fifth worse than in what --json printed into FILE
  --write            renews docs/benchmarks.md, its plots and docs/benchmarks/recorded.json
  --soak-seconds N   how long the soak takes; 600
  --direct URL --proxied URL [--token TOKEN]
                     for proxy: the same path of a nova-api and of a novatuned in front of it, instead of stand-ins
`;

/** @throws {Error} one sentence: no such option, name or number */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      compare: { type: 'string' },
      only: { type: 'string', multiple: true },
      'soak-seconds': { type: 'string' },
      direct: { type: 'string' },
      proxied: { type: 'string' },
      token: { type: 'string' },
    },
  });
  const { quick, json, write, compare, only, 'soak-seconds': soakSeconds = '600' } = values;
  if (!/^[1-9]\d{0,4}$/.test(soakSeconds)) throw new Error(`--soak-seconds takes a number, not ${soakSeconds}`);
  const unknown = only?.find((name) => !matterNames.some((known) => known === name));
  if (unknown !== undefined) throw new Error(`--only takes one of ${matterNames.join(', ')}, not ${unknown}`);
  const matters = matterNames.filter((name) =>
    only === undefined ? !(quick && name === 'soak') : only.includes(name),
  );
  return { quick, json, write, compare, matters, soakSeconds: Number(soakSeconds), proxyUrls: urlsOf(values) };
}

function urlsOf({ direct, proxied, token }: { direct?: string; proxied?: string; token?: string }) {
  if (direct === undefined && proxied === undefined) return undefined;
  if (direct === undefined || proxied === undefined) throw new Error('--direct and --proxied go together');
  for (const url of [direct, proxied]) if (!URL.canParse(url)) throw new Error(`not a URL: ${url}`);
  return { direct, proxied, ...(token === undefined ? {} : { token }) };
}
