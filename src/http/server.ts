import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { holdBodyBack } from './continue.ts';
import type { Tls } from './tls.ts';

const options = {
  /** Longer than the minute for which load balancers keep idle connections, so that they, not we, are the ones to close. */
  keepAliveTimeout: 75_000,
  headersTimeout: 20_000,
  /** What bounds a body that is dropped rather than read, because the answer went out before it had arrived. */
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  noDelay: true,
};

/** The HTTP server for an app, not yet listening; HTTPS with a certificate. */
export function createHttpServer(app: RequestListener, tls?: Tls): Server | TlsServer {
  const server = tls === undefined ? createServer(options, app) : createTlsServer({ ...options, ...tls }, app);
  // Node leaves out what is beyond a number; the size of a head is limited already.
  server.maxHeadersCount = 0;
  server.on('checkContinue', (request, response) => {
    holdBodyBack(request, response);
    app(request, response);
  });
  // A request for a tunnel. The one for another protocol is answered in this one.
  server.on('connect', (_request, socket) => {
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });
  return server;
}
