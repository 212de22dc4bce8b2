import { objectsOf } from './answer-shape.ts';
import { CloudError } from './cloud-error.ts';
import { parseEndpoint } from './endpoint.ts';

/** Which endpoint is wanted. */
export interface Wanted {
  /** Types of service: the first that there is. */
  readonly types: readonly string[];
  readonly interface: string;
  readonly region?: string | undefined;
  /** What stands in the place of the catalog's endpoints, by type. */
  readonly overrides: ReadonlyMap<string, string>;
}

/** An endpoint as requests need it, and what it is of. */
export interface Found {
  readonly endpoint: string;
  readonly serviceType: string;
}

interface Place {
  readonly type: string;
  readonly interface: string;
  readonly region: string | undefined;
  readonly url: string;
}

/**
 * The endpoint of a catalog that is wanted; the first where several would do.
 * @throws {CloudError} `endpointNotFound`: there is none; `badAnswer`: it is no URL
 */
export function findEndpoint(catalog: unknown, wanted: Wanted): Found {
  const places = placesOf(catalog);
  for (const type of wanted.types) {
    const override = wanted.overrides.get(type);
    if (override !== undefined) return { endpoint: override, serviceType: type };
    const ofType = places.filter((place) => place.type === type);
    const found = ofType.find((place) => fits(place, wanted));
    if (found !== undefined) return { endpoint: endpointOf(found), serviceType: type };
    // To go on to another type could lead past novatune to Nova itself.
    if (ofType.length > 0) throw notFound(`${type} has no ${describeWanted(wanted)}, only ${describePlaces(ofType)}`);
  }
  const types = [...new Set(places.map(({ type }) => type))].sort();
  const sought = `no service of type ${wanted.types.join(' or ')}`;
  throw notFound(types.length === 0 ? 'the catalog is empty' : `the catalog has ${sought}, only ${types.join(', ')}`);
}

const fits = (place: Place, wanted: Wanted): boolean =>
  place.interface === plainInterface(wanted.interface) &&
  (wanted.region === undefined || place.region === wanted.region);

/** Version 2 of Keystone said `publicURL`, and some settings still do. */
const plainInterface = (name: string): string => name.replace(/URL$/, '');

function endpointOf({ type, url }: Place): string {
  try {
    return parseEndpoint(url);
  } catch (error) {
    const message = `The catalog's ${type} endpoint cannot be used: ${(error as Error).message}`;
    throw new CloudError('badAnswer', message, { cause: error });
  }
}

const notFound = (reason: string): CloudError =>
  new CloudError('endpointNotFound', `There is no endpoint for novatune: ${reason}.`);

const describeWanted = ({ interface: name, region }: Wanted): string =>
  `${plainInterface(name)} endpoint${region === undefined ? '' : ` in region ${region}`}`;

function describePlaces(places: readonly Place[]): string {
  const regions = new Map<string | undefined, string[]>();
  for (const { region, interface: name } of places) regions.set(region, [...(regions.get(region) ?? []), name]);
  return [...regions].map(([region, names]) => `${names.join(', ')} in ${region ?? 'no region'}`).join('; ');
}

/** What of a catalog is in Keystone's form; anything else is passed over. */
function placesOf(catalog: unknown): Place[] {
  return objectsOf(catalog).flatMap(({ type, endpoints }) =>
    objectsOf(endpoints).flatMap(({ interface: name, region, region_id: regionId, url }) =>
      typeof type === 'string' && typeof name === 'string' && typeof url === 'string'
        ? { type, interface: plainInterface(name), region: textOf(region) ?? textOf(regionId), url }
        : [],
    ),
  );
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
