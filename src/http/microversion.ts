import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../faults.ts';

/** The only microversion served: Nova's first. */
export const onlyVersion = '2.1';

const header = 'OpenStack-API-Version';
const legacyHeader = 'X-OpenStack-Nova-API-Version';
const versionForm = /^[1-9]\d*\.(?:[1-9]\d*|0)$/;

/**
 * Settles the microversion as Nova does, and says so in the response's headers.
 * @throws {Fault} versionInvalid; versionNotSupported, with the version that was asked for in the headers
 * @see nova/api/openstack/wsgi.py set_api_version_request
 */
export function negotiateVersion(request: IncomingMessage, response: ServerResponse): void {
  const asked = askedVersion(request) ?? onlyVersion;
  const version = asked === 'latest' ? onlyVersion : asked;
  if (!versionForm.test(version)) {
    throw new Fault(
      'versionInvalid',
      `API Version String ${version} is of invalid format. Must be of format MajorNum.MinorNum.`,
    );
  }
  stampVersion(response, version);
  if (version === onlyVersion) return;
  const range = `Minimum is ${onlyVersion} and maximum is ${onlyVersion}.`;
  throw new Fault('versionNotSupported', `Version ${version} is not supported by the API. ${range}`);
}

export function stampVersion(response: ServerResponse, version: string): void {
  response.setHeader(header, `compute ${version}`);
  response.setHeader(legacyHeader, version);
  response.setHeader('Vary', [header, legacyHeader]);
}

/** For the answers that Nova gives before its API comes into it, without versions. */
export function unstampVersion(response: ServerResponse): void {
  for (const name of [header, legacyHeader, 'Vary']) response.removeHeader(name);
}

/** Of several the last one counts; those of other services do not. @see microversion_parse get_version */
function askedVersion({ headers }: IncomingMessage): string | undefined {
  const standard = listOf(headers[header.toLowerCase()]).map((each) => /^compute\s+(.+)$/i.exec(each)?.[1]);
  return standard.findLast((version) => version !== undefined) ?? listOf(headers[legacyHeader.toLowerCase()]).at(-1);
}

const listOf = (value: string | string[] | undefined): string[] =>
  (value === undefined ? [] : String(value).split(',')).map((each) => each.trim());
