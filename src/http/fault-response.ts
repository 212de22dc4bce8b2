import type { ServerResponse } from 'node:http';
import { Fault, type FaultKind } from '../faults.ts';
import { sendJson } from './json-response.ts';
import { unstampVersion } from './microversion.ts';

/** What each kind of fault is on the wire. */
const statuses: Readonly<Record<FaultKind, number>> = {
  malformedRequest: 400,
  invalidInput: 400,
  limitOutOfRange: 400,
  versionInvalid: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  serverNotFound: 404,
  versionNotSupported: 406,
  requestTimeout: 408,
  serverNotRunning: 409,
  serverLocked: 409,
  serverBusy: 409,
  memoryInUse: 409,
  foreignQdisc: 409,
  preconditionFailed: 412,
  bodyTooLarge: 413,
  unsupportedMediaType: 415,
  notSupported: 501,
  hostUnavailable: 503,
  storeUnavailable: 503,
  cloudBrokeOff: 502,
  cloudUnavailable: 503,
};

/** Nova's names; every status that is not here is a computeFault. @see nova/api/openstack/wsgi.py Fault._fault_names */
const names: Readonly<Record<number, string>> = {
  400: 'badRequest',
  403: 'forbidden',
  404: 'itemNotFound',
  409: 'conflictingRequest',
  412: 'preconditionFailed',
  413: 'overLimit',
  415: 'badMediaType',
  501: 'notImplemented',
  503: 'serviceUnavailable',
};

/** Answers what went wrong, in Nova's form; of what is no Fault the caller learns nothing but the request id. */
export function sendFault(response: ServerResponse, error: unknown, requestId: string): void {
  if (!(error instanceof Fault)) sendNovaFault(response, 500, unexpected(requestId));
  else if (error.kind === 'unauthorized') sendUnauthorized(response);
  else {
    // Nova's size limit sits before its API. After a timeout there is no telling where the next request would begin.
    if (error.kind === 'bodyTooLarge' || error.kind === 'requestTimeout') unstampVersion(response);
    if (error.kind === 'requestTimeout') response.setHeader('Connection', 'close');
    sendNovaFault(response, statuses[error.kind], error.message);
  }
}

function sendNovaFault(response: ServerResponse, code: number, message: string): void {
  sendJson(response, code, { [names[code] ?? 'computeFault']: { code, message } }, 'application/json; charset=UTF-8');
}

const unexpected = (requestId: string): string =>
  `Unexpected API Error. Please report this to the operator of this service, with the request id ${requestId}.`;

/** Keystone's body, not Nova's. @see keystonemiddleware/auth_token/__init__.py */
function sendUnauthorized(response: ServerResponse): void {
  const message = 'The request you have made requires authentication.';
  sendJson(response, 401, { error: { code: 401, title: 'Unauthorized', message } });
}

/** Answers that there is no such path, or none for this method: the body of WebOb's own 404, as Nova lets it through. */
export function sendUnknownPath(response: ServerResponse): void {
  const message = 'The resource could not be found.<br /><br />\n\n\n';
  sendJson(response, 404, { message, code: '404 Not Found', title: 'Not Found' });
}
