import type { Request, Response } from 'express';
import { baseOf } from './forwarded.ts';
import { sendJson } from './json-response.ts';
import type { Link } from './links.ts';
import { onlyVersion, stampVersion } from './microversion.ts';
import { hasMicroversions, type Place } from './route.ts';

type VersionId = 'v2.0' | 'v2.1';

interface Version {
  readonly id: VersionId;
  readonly status: 'SUPPORTED' | 'CURRENT';
  /** The newest microversion; empty where there are none. */
  readonly version: string;
  readonly min_version: string;
  readonly updated: string;
}

/** Ids, states and dates are Nova's own, since clients look for them. */
const versions: Readonly<Record<VersionId, Version>> = {
  'v2.0': { id: 'v2.0', status: 'SUPPORTED', version: '', min_version: '', updated: '2011-01-21T11:33:21Z' },
  'v2.1': {
    id: 'v2.1',
    status: 'CURRENT',
    version: onlyVersion,
    min_version: onlyVersion,
    updated: '2013-07-23T11:33:21Z',
  },
};

const pathOf = (id: VersionId): string => (id === 'v2.0' ? '/v2' : '/v2.1');

const mediaTypes = (id: VersionId) => [
  { base: 'application/json', type: `application/vnd.openstack.compute+json;version=${id === 'v2.0' ? '2' : '2.1'}` },
];

const selfLink = (request: Request, id: VersionId, path: string): Link => ({
  rel: 'self',
  href: `${baseOf(request)}${pathOf(id)}${path}`,
});

/** The document at `/`: every version. */
export function versionsDocument(request: Request): object {
  return {
    versions: Object.values(versions).map((version) => ({ ...version, links: [selfLink(request, version.id, '/')] })),
  };
}

/**
 * Answers `/v2.1/` and `/v2/`. A microversion that is asked for here is ignored: whoever looks for the versions cannot know them yet.
 */
export function sendVersion(request: Request, response: Response, place: Place): void {
  if (hasMicroversions(place)) stampVersion(response, onlyVersion);
  sendJson(response, 200, versionDocument(request, place.version === 'v2' ? 'v2.0' : 'v2.1'));
}

function versionDocument(request: Request, id: VersionId): object {
  const describedBy: Link = { rel: 'describedby', type: 'text/html', href: `${baseOf(request)}/docs/` };
  return {
    version: { ...versions[id], links: [selfLink(request, id, '/'), describedBy], 'media-types': mediaTypes(id) },
  };
}

/** The answer to a path outside of every version: where it would be in each of them. */
export function choicesDocument(request: Request): object {
  return {
    choices: Object.values(versions).map(({ id, status }) => ({
      id,
      status,
      links: [selfLink(request, id, request.path)],
      'media-types': mediaTypes(id),
    })),
  };
}
