import type { ServerResponse } from 'node:http';

/** Nova's two spellings: one where an API answers, the other where a fault does. */
export type JsonType = 'application/json' | 'application/json; charset=UTF-8';

/** Answers JSON; past express's own `send`, which would add an ETag and a charset. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  type: JsonType = 'application/json',
): void {
  const text = JSON.stringify(body);
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}

/** Answers a status and nothing else. */
export function sendEmpty(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.setHeader('Content-Length', 0);
  response.end();
}
