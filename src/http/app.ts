// http/ turns requests into calls of actions/ and inventory/, and what they say into Nova's words. It imports both, identity/ and leaf
// files. Start here: createApp; api.ts has the order of checks, route.ts the paths, fault-response.ts the statuses.
import express from 'express';
import type { Logger } from 'pino';
import { ActionBody } from './action-body.ts';
import { serveApi } from './api.ts';
import type { ApiParts } from './call.ts';
import { type Contract, readContract } from './contract.ts';
import { docs } from './docs.ts';
import { type Exchange, logFailure, openExchange } from './exchange.ts';
import { sendFault } from './fault-response.ts';
import { healthcheck } from './healthcheck.ts';
import { sendJson } from './json-response.ts';
import type { Metrics } from './metrics.ts';
import { findPlace } from './route.ts';
import { choicesDocument, versionsDocument } from './versions.ts';

/** What the HTTP layer is made of. */
export interface AppParts extends Omit<ApiParts, 'actionBody' | 'bodyTimeoutMs'> {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** False while the service is stopping. */
  readonly ready: () => boolean;
  /** How long a body may take to arrive; 30 s unless set. */
  readonly bodyTimeoutMs?: number;
}

/** Builds the whole HTTP side, ready to listen. Reads and compiles openapi.yaml, so that a broken one fails here. */
export function createApp(parts: AppParts): express.Express {
  const contract = readContract();
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use((request, response, next) => {
    response.locals.exchange = openExchange(request, response, parts);
    if (!parts.ready()) response.setHeader('Connection', 'close');
    next();
  });
  app.use(api({ bodyTimeoutMs: 30_000, ...parts, actionBody: new ActionBody(contract) }));
  app.use(operation(parts, contract));
  app.use((request, response) => sendJson(response, 300, choicesDocument(request)));
  app.use(failure(parts.log));
  return app;
}

/** What is about the service itself and needs no token. */
function operation({ metrics, ready }: AppParts, { yaml, document }: Contract): express.Router {
  const router = express.Router();
  router.all('/', (request, response) => sendJson(response, 200, versionsDocument(request)));
  router.get('/healthcheck', healthcheck(ready));
  router.get('/metrics', async (_request, response) => {
    const { registry } = metrics;
    response.type(registry.contentType).send(await registry.metrics());
  });
  router.get('/openapi.json', (_request, response) => sendJson(response, 200, document));
  router.get('/openapi.yaml', (_request, response) => response.type('application/yaml').send(yaml));
  router.use('/docs', docs());
  return router;
}

function api(parts: ApiParts): express.RequestHandler {
  return (request, response, next) => {
    const place = findPlace(request.path);
    return place === undefined ? next() : serveApi(parts, exchangeOf(response), place);
  };
}

/** The one place where a failure becomes an answer and a line in the log. Express tells it by its four parameters. */
function failure(log: Logger): express.ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const exchange = exchangeOf(response);
    logFailure(log, exchange, error);
    if (response.headersSent) response.destroy();
    else sendFault(response, error, exchange.requestId);
  };
}

const exchangeOf = (response: express.Response): Exchange => response.locals.exchange;
