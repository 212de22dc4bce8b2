import { readFileSync } from 'node:fs';
import { connect } from '../../connect.ts';
import type { Cloud, CloudWarning, Fetch } from '../../index.ts';
import { CommandError } from '../errors.ts';
import { interruption } from '../interruption.ts';
import { nodeFetch } from './node-fetch.ts';

/** The options that say where and as whom, as commander names them. */
export interface ConnectionOptions {
  readonly osAuthType?: string;
  readonly osUserId?: string;
  readonly osProjectId?: string;
  readonly osEndpointOverride?: string;
  readonly osCacert?: string;
  readonly insecure?: boolean;
  readonly timeout?: number;
  readonly debug?: boolean;
}

/**
 * The cloud that the options and the environment name.
 * @throws {CommandError} something is missing, or not supported
 */
export async function openConnection(
  options: ConnectionOptions,
  onWarning?: (warning: CloudWarning) => void,
): Promise<Cloud> {
  const { osAuthType, osUserId, osProjectId, osEndpointOverride, timeout } = options;
  if (osAuthType !== 'noauth') throw new CommandError(aboutAuthType(osAuthType));
  const [user, project, endpoint] = need({
    '--os-user-id (OS_USER_ID)': osUserId,
    '--os-project-id (OS_PROJECT_ID)': osProjectId,
    '--os-endpoint-override (OS_ENDPOINT_OVERRIDE), such as http://127.0.0.1:9774': osEndpointOverride,
  });
  try {
    const token = `${user}:${project}`;
    const timeoutMs = timeout === undefined ? {} : { timeoutMs: Math.ceil(timeout * 1000) };
    return connect({
      endpoint,
      token,
      fetch: await fetchFor(options),
      signal: interruption,
      ...timeoutMs,
      ...(onWarning && { onWarning }),
    });
  } catch (error) {
    throw error instanceof TypeError ? new CommandError(error.message) : error;
  }
}

function aboutAuthType(given: string | undefined): string {
  const said =
    given === undefined ? 'No authentication type is given' : `The authentication type '${given}' is not supported`;
  return `${said}: this version knows only --os-auth-type noauth (OS_AUTH_TYPE=noauth), with --os-user-id and --os-project-id.`;
}

/** The values, once all of them are there. */
function need(values: Readonly<Record<string, string | undefined>>): [string, string, string] {
  const missing = Object.keys(values).filter((name) => values[name] === undefined || values[name] === '');
  if (missing.length > 0) throw new CommandError(`You must provide ${missing.join(', ')}.`);
  return Object.values(values) as [string, string, string];
}

async function fetchFor({ insecure = false, osCacert, debug = false }: ConnectionOptions): Promise<Fetch> {
  const authorities = osCacert === undefined ? undefined : readAuthorities(osCacert);
  const fetch = nodeFetch({ insecure, ...(authorities === undefined ? {} : { authorities }) });
  if (!debug) return fetch;
  const { tracedFetch } = await import('./trace.ts');
  return tracedFetch(fetch, { insecure, ...(osCacert === undefined ? {} : { osCacert }) });
}

function readAuthorities(path: string): string {
  const text = readText(path);
  // OpenSSL takes a file without any for one that trusts nobody, and each server's certificate is wrong then.
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new CommandError(`There is no certificate in PEM in the file of --os-cacert, '${path}'.`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`Cannot read the certificates of --os-cacert: ${(error as Error).message}`);
  }
}
