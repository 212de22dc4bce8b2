/** What the API has paths for. */
export type RouteName =
  | 'version'
  | 'listExtensions'
  | 'getExtension'
  | 'listServers'
  | 'listServersDetail'
  | 'getServer'
  | 'listAllocationHistory'
  | 'runServerAction';

/** The version as it stands in the path; `''` for a path without one, which means the newest. */
export type PathVersion = 'v2.1' | 'v2' | '';

/** Where in the API a path leads. */
export interface Place {
  readonly version: PathVersion;
  /** The project in the path, which may be left out. */
  readonly projectId: string | undefined;
  /** Undefined where the API has no such path. */
  readonly route: RouteName | undefined;
  /** What the path names: a server's id or an extension's alias; `''` where it names nothing. */
  readonly id: string;
}

/** Nova's own pattern for a project in a path: `[0-9a-f-]+`. @see nova/api/openstack/__init__.py ProjectMapper */
const form = /^(?:\/(?<version>v2\.1|v2)(?=\/|$))?(?:\/(?<projectId>[0-9a-f-]+)(?=\/.))?(?<rest>\/.*)?$/s;

const routes: readonly (readonly [RouteName, RegExp])[] = [
  ['runServerAction', /^\/servers\/(?<id>[^/]+)\/action\/?$/],
  ['listAllocationHistory', /^\/servers\/(?<id>[^/]+)\/allocation-history\/?$/],
  ['listServersDetail', /^\/servers\/detail\/?$/],
  ['getServer', /^\/servers\/(?<id>[^/]+)\/?$/],
  ['listServers', /^\/servers\/?$/],
  ['listExtensions', /^\/extensions\/?$/],
  ['getExtension', /^\/extensions\/(?<id>[^/]+)\/?$/],
];

/** Reads a path, still percent-encoded. Undefined for one outside of the API. Slashes may be doubled, or trail, as in Nova. */
export function findPlace(path: string): Place | undefined {
  const { version = '', projectId, rest = '/' } = form.exec(path.replace(/\/\/+/g, '/'))?.groups ?? {};
  if (version === '' && !/^\/(?:servers|extensions)(?:\/|$)/.test(rest)) return undefined;
  const place = { version: version as PathVersion, projectId };
  if (rest === '/' && projectId === undefined) return { ...place, route: 'version', id: '' };
  for (const [route, pattern] of routes) {
    const match = pattern.exec(rest);
    if (match !== null) return { ...place, route, id: decode(match.groups?.id ?? '') };
  }
  return { ...place, route: undefined, id: '' };
}

/** What is not valid percent-encoding stands for itself: no server has such an id. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `/v2` has no microversions. */
export const hasMicroversions = ({ version }: Place): boolean => version !== 'v2';
