import type { IncomingMessage, RequestOptions } from 'node:http';
import type { Fetch } from '../request.ts';

export interface Trust {
  /** Takes any certificate. */
  readonly insecure: boolean;
  /** Certificates of authorities, PEM, instead of those of the system. */
  readonly authorities?: string;
}

/** `fetch` by Node's own http and https: it starts in a fifth of the time that the global one takes, and can be told whom to trust. */
export function nodeFetch({ insecure, authorities }: Trust): Fetch {
  const trust = { rejectUnauthorized: !insecure, ...(authorities === undefined ? {} : { ca: authorities }) };
  return async (url, { method, headers, body, signal }) => {
    const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
    const sized = body === undefined ? headers : { ...headers, 'Content-Length': String(Buffer.byteLength(body)) };
    const options: RequestOptions = { method, headers: sized, signal, ...(url.startsWith('https:') ? trust : {}) };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, options, resolve).on('error', reject).end(body);
    });
    return {
      status: response.statusCode ?? 0,
      headers: { get: (name) => joined(response.headers[name.toLowerCase()]) },
      text: () => readText(response),
      [responseHeaders]: response.headers,
    };
  };
}

/** Where the trace finds all headers of a response. */
export const responseHeaders = Symbol('responseHeaders');

const joined = (value: string | string[] | undefined): string | null =>
  value === undefined ? null : [value].flat().join(', ');

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
