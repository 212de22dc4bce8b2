import { createHash } from 'node:crypto';
import type { Fetch } from '../request.ts';
import { responseHeaders } from './node-fetch.ts';
import { shellQuote } from './shell-quote.ts';

/** Says on stderr what goes out, as a line of curl, and what comes back. The token is hashed. @see keystoneauth1 session.py */
export function tracedFetch(fetch: Fetch, { insecure, osCacert }: { insecure: boolean; osCacert?: string }): Fetch {
  const flags = insecure ? ' --insecure' : osCacert === undefined ? '' : ` --cacert ${shellQuote(osCacert)}`;
  return async (url, init) => {
    const headers = sorted(init.headers).map(([name, value]) => ` -H ${shellQuote(`${name}: ${value}`)}`);
    const data = init.body === undefined ? '' : ` -d ${shellQuote(init.body)}`;
    say(`REQ: curl -g -i${flags} -X ${init.method} ${shellQuote(url)}${headers.join('')}${data}`);
    const response = await fetch(url, init);
    const received = (response as { [responseHeaders]?: Record<string, string> })[responseHeaders] ?? {};
    say(
      `RESP: [${response.status}] ${sorted(received)
        .map(([name, value]) => `${name}: ${value}`)
        .join(' ')}`,
    );
    return {
      ...response,
      async text() {
        const text = await response.text();
        say(`RESP BODY: ${text.trimEnd()}`);
        return text;
      },
    };
  };
}

const say = (text: string): void => {
  process.stderr.write(`DEBUG (session) ${text}\n`);
};

const sorted = (headers: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(headers)
    .map(([name, value]): [string, unknown] => [
      name,
      name.toLowerCase() === 'x-auth-token' ? hashed(String(value)) : value,
    ])
    .sort(([one], [other]) => (one < other ? -1 : 1));

const hashed = (secret: string): string => `{SHA256}${createHash('sha256').update(secret).digest('hex')}`;
