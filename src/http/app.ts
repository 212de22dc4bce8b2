// http/ turns requests into calls of actions/ and inventory/, and what they say into Nova's words. It imports both, identity/ and leaf
// files. Start here: createApp; api.ts has the order of checks, route.ts the paths, fault-response.ts the statuses.
import express from 'express';
import type { Logger } from 'pino';
import { ActionBody } from './action-body.ts';
import { serveApi } from './api.ts';
import type { ApiParts } from './call.ts';
import { type Contract, readContract } from './contract.ts';
import { cors } from './cors.ts';
import { docs } from './docs.ts';
import { type Exchange, logFailure, openExchange, stampRequestId } from './exchange.ts';
import { sendFault } from './fault-response.ts';
import { trustOf } from './forwarded.ts';
import { healthcheck } from './healthcheck.ts';
import { sendJson } from './json-response.ts';
import type { Metrics } from './metrics.ts';
import { oneVersion } from './microversion.ts';
import { front } from './proxy/front.ts';
import { keep } from './proxy/kept.ts';
import { readNovaVersions } from './proxy/nova-versions.ts';
import { passOnServerRead } from './proxy/server-reads.ts';
import type { Upstream } from './proxy/upstream.ts';
import { findPlace } from './route.ts';
import { choicesDocument, versionsDocument } from './versions.ts';

/** What the HTTP layer is made of. */
export interface AppParts extends Omit<ApiParts, 'actionBody' | 'bodyTimeoutMs' | 'findVersions'> {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** False while the service is stopping. */
  readonly ready: () => boolean;
  /** How long a body may take to arrive; 30 s unless set. */
  readonly bodyTimeoutMs?: number;
  /** nova-api, for all that is not ours or for the documents of servers alone; none unless set. */
  readonly nova?: { readonly upstream: Upstream; readonly passes: 'everything' | 'servers' } | undefined;
  /** Addresses and subnets of load balancers; none unless set. */
  readonly trustedProxies?: readonly string[];
  /** Origins whose pages may call; none unless set. */
  readonly corsOrigins?: readonly string[];
}

/** Builds the whole HTTP side, ready to listen. Reads the contract. */
export function createApp(parts: AppParts): express.Express {
  const contract = readContract();
  const { nova, trustedProxies = [], corsOrigins = [] } = parts;
  const app = express();
  app.disable('x-powered-by').disable('etag').set('trust proxy', trustOf(trustedProxies));
  // What express answers by itself, where even the failure handler fails, then shows no stack.
  app.set('env', 'production');
  app.use((request, response, next) => {
    response.locals.exchange = openExchange(request, response, parts);
    if (!parts.ready()) response.setHeader('Connection', 'close');
    next();
  });
  app.use(cors(corsOrigins));
  app.use(operation(parts, contract));
  const apiParts = { bodyTimeoutMs: 30_000, findVersions: oneVersion, ...parts, actionBody: new ActionBody(contract) };
  if (nova?.passes === 'everything') {
    const findVersions = keep(() => readNovaVersions(nova.upstream));
    app.use(passing((exchange) => front({ ...apiParts, findVersions }, nova.upstream, exchange)));
  } else {
    if (nova !== undefined) app.use(passing((exchange) => passOnServerRead(exchange, nova.upstream)));
    app.use(api(apiParts));
    app.all('/', (request, response) => sendJson(response, 200, versionsDocument(request)));
    app.use((request, response) => sendJson(response, 300, choicesDocument(request)));
  }
  app.use(failure(parts.log));
  return app;
}

/** What is about the service itself and needs no token. */
function operation({ metrics, ready }: AppParts, { yaml, document }: Contract): express.Router {
  const router = express.Router();
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

/** Has what may go on to Nova answered, there or here; what is neither is for the next. */
function passing(answer: (exchange: Exchange) => Promise<boolean>): express.RequestHandler {
  return async (_request, response, next) => {
    const exchange = exchangeOf(response);
    try {
      if (await answer(exchange)) return;
    } catch (error) {
      // A caller who has gone, and with whom the request to Nova went, is told nothing.
      if (response.destroyed) return;
      if (!response.headersSent) stampRequestId(exchange);
      throw error;
    }
    next();
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
