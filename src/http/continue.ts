import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests with `Expect: 100-continue` whose senders still wait, before they send the body. */
const waiting = new WeakMap<IncomingMessage, ServerResponse>();

/** Leaves it to whoever wants the body to say so. */
export function holdBodyBack(request: IncomingMessage, response: ServerResponse): void {
  waiting.set(request, response);
}

export const isBodyHeldBack = (request: IncomingMessage): boolean => waiting.has(request);

/** Tells the sender to go on, if it waits. */
export function letBodyCome(request: IncomingMessage): void {
  const response = waiting.get(request);
  waiting.delete(request);
  if (response !== undefined && !response.headersSent && !response.destroyed) response.writeContinue();
}
