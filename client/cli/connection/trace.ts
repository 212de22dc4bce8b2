import { createHash } from 'node:crypto';
import type { Fetch } from '../../exchange.ts';
import { responseHeaders } from '../../node/node-fetch.ts';
import { printable } from '../output/printable.ts';
import { shellQuote } from '../shell-quote.ts';

/** Headers whose values let others in. @see keystoneauth1 session.py, _process_header */
const secretHeaders = [
  ...['authorization', 'proxy-authorization', 'x-auth-token', 'x-subject-token', 'x-service-token'],
  ...['openstack-auth-receipt', 'cookie', 'set-cookie'],
];

/** Says on stderr what goes out, as a line of curl, and what comes back, each on one line. Secrets are hashed. */
export function tracedFetch(fetch: Fetch, { insecure, osCacert }: { insecure: boolean; osCacert?: string }): Fetch {
  const flags = insecure ? ' --insecure' : osCacert === undefined ? '' : ` --cacert ${shellQuote(osCacert)}`;
  return async (url, init) => {
    const headers = shown(init.headers).map((header) => ` -H ${shellQuote(header)}`);
    const data = init.body === undefined ? '' : ` -d ${shellQuote(withoutSecrets(init.body))}`;
    say(`REQ: curl -g -i${flags} -X ${init.method} ${shellQuote(url)}${headers.join('')}${data}`);
    const response = await fetch(url, init);
    const { [responseHeaders]: received = {} } = response as { [responseHeaders]?: Readonly<Record<string, unknown>> };
    say(`RESP: [${response.status}] ${printable(shown(received).join(' '))}`);
    return {
      ...response,
      async text() {
        const text = await response.text();
        say(`RESP BODY: ${printable(text.trimEnd())}`);
        return text;
      },
    };
  };
}

const say = (text: string): void => {
  process.stderr.write(`DEBUG (session) ${text}\n`);
};

/** `name: value` of each header, in the order of their names. */
const shown = (headers: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(headers)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}: ${secretHeaders.includes(name.toLowerCase()) ? hashed(String(value)) : value}`);

/** A login as it is sent, but for what proves it. */
function withoutSecrets(body: string): string {
  // Nothing else has secrets in its body.
  if (!body.startsWith('{"auth":')) return body;
  return JSON.stringify(JSON.parse(body), (key, value: unknown) => {
    if (typeof value === 'string') return ['password', 'secret'].includes(key) ? '***' : value;
    return key === 'token' ? { id: hashed((value as { id: string }).id) } : value;
  });
}

const hashed = (secret: string): string => `{SHA256}${createHash('sha256').update(secret).digest('hex')}`;
