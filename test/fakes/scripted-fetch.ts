import { expect, onTestFinished } from 'vitest';
import type { Fetch } from '../../client/index.ts';

/** One request that is expected, and what comes back for it. */
export interface ScriptedExchange {
  /** Method and decoded path, such as `GET /v2.1/servers/detail?name=^VM1$`. */
  readonly request: string;
  /** The JSON that it has to carry; undefined for none. */
  readonly body?: unknown;
  /** The `If-Match` that it has to carry; undefined for none. */
  readonly ifMatch?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it stands, anything else as JSON; an Error: no answer comes. */
  readonly answer: unknown;
}

export const scriptedEndpoint = 'http://cloud.test:9774';
export const scriptedToken = 'admin:operations';

/** A `fetch` that expects these requests in this order and refuses any other. Its test fails unless all of them have come. */
export function scriptedFetch(...exchanges: readonly ScriptedExchange[]): Fetch {
  const expected = [...exchanges];
  const refused: unknown[] = [];
  onTestFinished(() => expect({ refused, missing: expected }).toEqual({ refused: [], missing: [] }));
  return async (url, { method, headers, body, redirect }) => {
    const request = `${method} ${decode(url.replace(scriptedEndpoint, ''))}`;
    const asked = { request, headers, redirect, body: body === undefined ? undefined : JSON.parse(body) };
    const next = expected.shift();
    try {
      expect(asked).toEqual({
        request: next?.request,
        body: next?.body,
        redirect: 'error',
        headers: {
          Accept: 'application/json',
          'X-Auth-Token': scriptedToken,
          ...(next?.body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(next?.ifMatch === undefined ? {} : { 'If-Match': next.ifMatch }),
        },
      });
    } catch (error) {
      refused.push(asked);
      throw error;
    }
    if (next?.answer instanceof Error) throw next.answer;
    return reply(next!);
  };
}

const decode = (path: string): string => decodeURIComponent(path.replaceAll('+', ' '));

function reply({ status = 200, headers = {}, answer }: ScriptedExchange): Awaited<ReturnType<Fetch>> {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return { status, headers: new Headers(headers), text: async () => text };
}
