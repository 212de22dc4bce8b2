import type { IncomingMessage } from 'node:http';
import { serve } from '../../fakes/loopback.ts';

/** What is answered instead of the service; undefined lets the request through. */
export type Meddle = (action: string) => { status: number; body: unknown } | undefined;

/** Stands before a service for one test and answers some of its actions itself; its URL. */
export function meddleBefore(url: string, meddle: Meddle): Promise<string> {
  return serve(async (request, response) => {
    const text = await textOf(request);
    const action = text === '' ? '' : (Object.keys(JSON.parse(text))[0] ?? '');
    const { status, body } = meddle(action) ?? (await handOn(url, request, text));
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
}

async function handOn(url: string, { method = 'GET', url: path, headers }: IncomingMessage, text: string) {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { 'X-Auth-Token': String(headers['x-auth-token']), 'Content-Type': 'application/json' },
    ...(text === '' ? {} : { body: text }),
  });
  return { status: answer.status, body: await answer.json() };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
