import { readdirSync, readFileSync } from 'node:fs';

/** Headers by lower-case name; several of one name are joined. */
export type Headers = Readonly<Record<string, string>>;

/** What a real Nova was asked, and what it answered. */
export interface Capture {
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: Headers;
  readonly requestBody: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const folder = new URL('nova-captures/', import.meta.url);

export const captureNames: readonly string[] = readdirSync(folder).map((file) => file.replace(/\.txt$/, ''));

/** Whether Nova answered with servers, of which we know a part only. */
export const isDocument = (name: string): boolean =>
  /^(?:servers-|server-get-)/.test(name) && readCapture(name).status === 200;

/** Reads `nova-captures/<name>.txt`. */
export function readCapture(name: string): Capture {
  const text = readFileSync(new URL(`${name}.txt`, folder), 'utf8');
  const [, request = '', response = ''] = /^>>> REQUEST\n(.*)\n<<< RESPONSE\n(.*)$/ms.exec(text) ?? [];
  const asked = split(request);
  const answered = split(response);
  const [method = '', path = ''] = asked.first.split(' ');
  const [, status] = answered.first.split(' ');
  return {
    method,
    path,
    requestHeaders: asked.headers,
    requestBody: asked.body,
    status: Number(status),
    headers: answered.headers,
    body: answered.body,
  };
}

function split(message: string): { first: string; headers: Headers; body: string } {
  const [head = '', ...rest] = message.split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    const key = name.toLowerCase();
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  return { first, headers, body: rest.join('\n\n').trim() };
}
