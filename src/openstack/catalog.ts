/** One service of Keystone's catalog, as far as it matters here. */
export interface CatalogService {
  readonly type: string;
  readonly endpoints: readonly CatalogEndpoint[];
}

export interface CatalogEndpoint {
  /** `public`, `internal` or `admin`; in old catalogs `publicURL` and so on. */
  readonly interface: string;
  readonly region?: string | null | undefined;
  readonly region_id?: string | null | undefined;
  readonly url: string;
}

/** Which endpoints are ours to use. */
export interface EndpointChoice {
  readonly interface: string;
  /** Any region where it is undefined. */
  readonly region: string | undefined;
}

/** The URL of a service, without a slash at its end; undefined where the catalog has none of that interface and region. */
export function findEndpoint(
  catalog: readonly CatalogService[],
  serviceType: string,
  choice: EndpointChoice,
): string | undefined {
  const endpoint = catalog
    .filter(({ type }) => type === serviceType)
    .flatMap(({ endpoints }) => endpoints)
    .find((each) => each.interface.replace(/URL$/, '') === choice.interface && isIn(each, choice.region));
  return endpoint?.url.replace(/\/+$/, '');
}

const isIn = ({ region, region_id }: CatalogEndpoint, wanted: string | undefined): boolean =>
  wanted === undefined || region === wanted || region_id === wanted;
