import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { ActionName } from '../actions/action.ts';
import { Fault } from '../faults.ts';
import type { Caller } from '../identity/caller.ts';
import { plainAddress } from './forwarded.ts';
import type { Metrics } from './metrics.ts';

/** One request, its response, and what has been found out so far; in the end its line in the log is made of it. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly requestId: string;
  /** The caller's own id of the wider story; for the log only. */
  readonly globalRequestId: string | undefined;
  /** Who sent it: behind load balancers that are known, whom they name. */
  readonly client: string;
  caller: Caller | undefined;
  action: ActionName | undefined;
  serverId: string | undefined;
  /** The body, where it had to be read to tell whose business the request is. */
  body: Buffer | undefined;
  /** Set where another service answers. */
  passedTo: 'nova' | undefined;
  /** The id under which Nova has the request. */
  novaRequestId: string | undefined;
  /** Set where it was not the caller who left before the end. */
  brokenOffBy: 'nova' | undefined;
}

const requestIdForm = /^req-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}$/;
/** As nginx writes down a caller who hung up before there was an answer. */
const callerGone = 499;
/** What a load balancer and a monitor ask every few seconds. */
const chatter: readonly string[] = ['/healthcheck', '/metrics'];

/** Where exchanges are written down. */
interface Books {
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Begins an exchange; once the response has gone, or the caller has, it is logged and counted. */
export function openExchange(request: Request, response: Response, books: Books): Exchange {
  const startedAt = performance.now();
  const inbound = request.headers['x-openstack-request-id'];
  const exchange: Exchange = {
    request,
    response,
    requestId: `req-${randomUUID()}`,
    globalRequestId: typeof inbound === 'string' && requestIdForm.test(inbound) ? inbound : undefined,
    client: plainAddress(request.ip ?? 'unknown'),
    caller: undefined,
    action: undefined,
    serverId: undefined,
    body: undefined,
    passedTo: undefined,
    novaRequestId: undefined,
    brokenOffBy: undefined,
  };
  response.once('close', () => writeDown(exchange, performance.now() - startedAt, books));
  return exchange;
}

function writeDown(exchange: Exchange, lastedMs: number, { log, metrics }: Books): void {
  const { request, response, action, client, passedTo, novaRequestId, brokenOffBy } = exchange;
  const { path } = request;
  const status = response.headersSent ? response.statusCode : callerGone;
  const durationMs = Math.round(lastedMs * 1000) / 1000;
  const aborted = response.writableFinished ? {} : { aborted: true, brokenOffBy };
  const passed = passedTo === undefined ? {} : { passedTo, novaRequestId };
  const level = chatter.includes(path) ? 'debug' : 'info';
  log[level]({ ...fieldsOf(exchange), client, path, status, durationMs, ...passed, ...aborted }, 'request answered');
  metrics.observeRequest({ action, status, durationMs });
}

/** The ids by which the caller can ask about this request; Nova sends them under its versions only. */
export function stampRequestId({ response, requestId }: Exchange): void {
  response.setHeader('X-Openstack-Request-Id', requestId);
  response.setHeader('X-Compute-Request-Id', requestId);
}

/** Writes down what the caller must not see: the cause of a fault, and everything of an error that nobody expected. */
export function logFailure(log: Logger, exchange: Exchange, error: unknown): void {
  if (!(error instanceof Fault)) log.error({ ...fieldsOf(exchange), err: error }, 'unexpected error');
  else if (error.cause !== undefined)
    log.warn({ ...fieldsOf(exchange), fault: error.kind, said: error.message, err: error.cause }, 'request failed');
}

function fieldsOf({ request, requestId, globalRequestId, caller, action, serverId }: Exchange): object {
  const { method } = request;
  return { requestId, globalRequestId, userId: caller?.userId, projectId: caller?.projectId, method, action, serverId };
}

export const queryOf = ({ request }: Exchange): URLSearchParams =>
  new URLSearchParams(/\?(.*)$/s.exec(request.url)?.[1]);
