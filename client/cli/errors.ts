import { CloudError } from '../cloud-error.ts';
import { inColour } from './output/colour.ts';
import { printable } from './output/printable.ts';

/** What the command line itself finds wrong before it asks the service. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** novaclient's and keystoneauth's classes. @see python-novaclient novaclient/exceptions.py */
const classes: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  413: 'OverLimit',
  429: 'RateLimit',
  501: 'HTTPNotImplemented',
};
const ownFaults: Readonly<Record<string, string>> = {
  connectFailure: 'ConnectFailure',
  timeout: 'ConnectTimeout',
  ambiguousName: 'NoUniqueMatch',
  endpointNotFound: 'EndpointNotFound',
};

/**
 * One line, as novaclient prints it: `ERROR (NotFound): … (HTTP 404) (Request-ID: req-…)`.
 * @param server the one of several that it is about
 */
export function formatError(error: unknown, server?: string): string {
  const about = server === undefined ? '' : `${printable(server)}: `;
  return inColour(process.stderr, 'red', `ERROR (${classOf(error)}): ${about}${describeError(error)}`);
}

/** The class that novaclient would give the error. */
export function classOf(error: unknown): string {
  if (!(error instanceof CloudError)) return error instanceof Error ? error.name : 'Error';
  // A fault that came with a request id is the service's own, whatever it is called.
  if (error.requestId === undefined && Object.hasOwn(ownFaults, error.fault)) return ownFaults[error.fault] ?? '';
  return classes[error.status ?? 0] ?? 'ClientException';
}

/** The message; with the status and the request id if the service answered this. */
export function describeError(error: unknown): string {
  const message = printable((error instanceof Error ? error.message : String(error)).trim());
  if (!(error instanceof CloudError)) return message;
  if (error.requestId !== undefined)
    return `${message} (HTTP ${error.status}) (Request-ID: ${printable(error.requestId)})`;
  return error.fault === 'badAnswer' ? `${message} (HTTP ${error.status})` : message;
}
