import type { RequestHandler } from 'express';

/** Answers a load balancer as oslo.middleware's healthcheck does: plain text unless JSON is preferred. No token, no request id. */
export function healthcheck(ready: () => boolean): RequestHandler {
  return (request, response) => {
    const inService = ready();
    const reason = inService ? 'OK' : 'STOPPING';
    if (request.method === 'HEAD') {
      response.status(inService ? 204 : 503).end();
    } else {
      response.status(inService ? 200 : 503);
      if (request.accepts(['text/plain', 'application/json']) === 'application/json')
        response.json({ detailed: false, reasons: [reason] });
      else response.type('text/plain').send(reason);
    }
  };
}
