import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../faults.ts';

/** The only microversion served: Nova's first. */
export const onlyVersion = '2.1';

/** From one microversion to another, such as 2.1 and 2.93. */
export interface VersionRange {
  readonly least: string;
  readonly most: string;
}

/** Asks for the range that is accepted; only where it matters, since that may mean to ask Nova. */
export type FindVersions = () => VersionRange | Promise<VersionRange>;

/** The range of a service that has no Nova behind it. */
export const oneVersion = (): VersionRange => ({ least: onlyVersion, most: onlyVersion });

const header = 'OpenStack-API-Version';
const legacyHeader = 'X-OpenStack-Nova-API-Version';
const versionForm = /^[1-9]\d*\.(?:[1-9]\d*|0)$/;

/**
 * Settles the microversion as Nova does, and says so in the response's headers. Whatever it is, ours answer as at 2.1.
 * @throws {Fault} versionInvalid; versionNotSupported, with the version that was asked for in the headers; cloudUnavailable
 * @see nova/api/openstack/wsgi.py set_api_version_request
 */
export async function negotiateVersion(
  request: IncomingMessage,
  response: ServerResponse,
  findVersions: FindVersions = oneVersion,
): Promise<void> {
  const asked = askedVersion(request) ?? onlyVersion;
  const version = asked === 'latest' ? (await findVersions()).most : asked;
  if (!versionForm.test(version)) {
    throw new Fault(
      'versionInvalid',
      `API Version String ${version} is of invalid format. Must be of format MajorNum.MinorNum.`,
    );
  }
  stampVersion(response, version);
  if (version === onlyVersion) return;
  const { least, most } = await findVersions();
  if (compare(least, version) <= 0 && compare(version, most) <= 0) return;
  const range = `Minimum is ${least} and maximum is ${most}.`;
  throw new Fault('versionNotSupported', `Version ${version} is not supported by the API. ${range}`);
}

/** By number, so that 2.9 is before 2.10. */
function compare(one: string, other: string): number {
  const [[major, minor], [otherMajor, otherMinor]] = [numbersOf(one), numbersOf(other)];
  return major - otherMajor || minor - otherMinor;
}

function numbersOf(version: string): readonly [major: number, minor: number] {
  const [major, minor] = version.split('.');
  return [Number(major), Number(minor)];
}

export function stampVersion(response: ServerResponse, version: string): void {
  response.setHeader(header, `compute ${version}`);
  response.setHeader(legacyHeader, version);
  response.setHeader('Vary', [...othersIn(response), header, legacyHeader]);
}

/** For the answers that Nova gives before its API comes into it, without versions. */
export function unstampVersion(response: ServerResponse): void {
  for (const name of [header, legacyHeader]) response.removeHeader(name);
  const others = othersIn(response);
  if (others.length > 0) response.setHeader('Vary', others);
  else response.removeHeader('Vary');
}

/** What the answer depends on beside the version: the origin, for browsers. */
const othersIn = (response: ServerResponse): string[] =>
  [response.getHeader('Vary') ?? []]
    .flat()
    .map(String)
    .filter((name) => name !== header && name !== legacyHeader);

/** Of several the last one counts; those of other services do not. @see microversion_parse get_version */
function askedVersion({ headers }: IncomingMessage): string | undefined {
  const standard = listOf(headers[header.toLowerCase()]).map((each) => /^compute\s+(.+)$/i.exec(each)?.[1]);
  return standard.findLast((version) => version !== undefined) ?? listOf(headers[legacyHeader.toLowerCase()]).at(-1);
}

const listOf = (value: string | string[] | undefined): string[] =>
  (value === undefined ? [] : String(value).split(',')).map((each) => each.trim());
