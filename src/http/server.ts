import { createServer, type RequestListener, type Server } from 'node:http';

/** Longer than the minute for which load balancers keep idle connections, so that they, not we, are the ones to close. */
const keepAliveTimeout = 75_000;
const headersTimeout = 20_000;
/** What bounds a body that is dropped rather than read, because the answer went out before it had arrived. */
const requestTimeout = 60_000;

/** The HTTP server for an app, not yet listening. */
export function createHttpServer(app: RequestListener): Server {
  return createServer(
    { keepAliveTimeout, headersTimeout, requestTimeout, connectionsCheckingInterval: 5_000, noDelay: true },
    app,
  );
}
