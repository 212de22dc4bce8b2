/** Where nova-api is, and under which path. */
export interface NovaPlace {
  readonly protocol: 'http:' | 'https:';
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  /** What stands before `/v2.1` in Nova's paths: `/compute`, or `''`. */
  readonly prefix: string;
}

/**
 * Takes an endpoint of `compute` apart: `http://ctl:8774/v2.1`, `http://ctl/compute/v2.1/<project>`, or one without a version.
 * Whatever comes after the version does not matter, since the paths of requests have it.
 */
export function novaPlaceOf(endpoint: string): NovaPlace {
  const { protocol, hostname, port, pathname } = new URL(endpoint);
  const isPlain = protocol === 'http:';
  return {
    protocol: isPlain ? 'http:' : 'https:',
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (isPlain ? 80 : 443) : Number(port),
    prefix: pathname.replace(/\/v2(?:\.1)?(?:\/.*)?$/, '').replace(/\/+$/, ''),
  };
}
