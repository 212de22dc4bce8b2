import type { FixedAddress, Server } from './server.ts';
import { attribute, child, children, text, type XmlElement } from './xml-element.ts';

/** What Nova writes of a server into its domain. A project that is missing is empty: the server is then nobody's but the admin's. */
export type NovaMetadata = Pick<Server, 'name' | 'projectId' | 'userId' | 'flavor' | 'createdAt' | 'addresses'>;

/**
 * The release independent part: 1.0 became 1.1 with Xena, and both are found.
 * @see nova/virt/libvirt/config.py NOVA_NS
 */
const novaNamespace = /^http:\/\/openstack\.org\/xmlns\/libvirt\/nova\/1\.\d+$/;

/** Reads the metadata of a parsed `<domain>`; undefined for a domain that Nova did not make. */
export function findNovaMetadata(domain: XmlElement): NovaMetadata | undefined {
  const metadata = child(domain, 'metadata');
  const prefix = findPrefix(metadata);
  if (prefix === undefined) return undefined;
  const instance = child(metadata, `${prefix}instance`);
  const owner = child(instance, `${prefix}owner`);
  const flavor = child(instance, `${prefix}flavor`);
  return {
    name: text(child(instance, `${prefix}name`)),
    projectId: attribute(child(owner, `${prefix}project`), 'uuid') ?? '',
    userId: attribute(child(owner, `${prefix}user`), 'uuid') ?? '',
    flavor: { id: attribute(flavor, 'id'), name: attribute(flavor, 'name') ?? '' },
    createdAt: isoTime(text(child(instance, `${prefix}creationTime`))),
    addresses: parseAddresses(instance, prefix, child(domain, 'devices')),
  };
}

/** `nova:` as Nova writes it, or whatever prefix the namespace was given; libvirt keeps the text as it was. */
function findPrefix(metadata: XmlElement | undefined): string | undefined {
  for (const tag of Object.keys(metadata ?? {})) {
    if (!/^([^@:]+:)?instance$/.test(tag)) continue;
    const prefix = tag.slice(0, -'instance'.length);
    const declaration = prefix === '' ? 'xmlns' : `xmlns:${prefix.slice(0, -1)}`;
    const namespace = attribute(child(metadata, tag), declaration) ?? attribute(metadata, declaration);
    if (novaNamespace.test(namespace ?? '')) return prefix;
  }
  return undefined;
}

/** Nova writes a port's addresses under the port's id; what has the same id is the interface with its MAC, else the order tells. */
function parseAddresses(
  instance: XmlElement | undefined,
  prefix: string,
  devices: XmlElement | undefined,
): FixedAddress[] {
  const interfaces = children(devices, 'interface');
  return children(child(instance, `${prefix}ports`), `${prefix}port`).flatMap((port, index) => {
    const portId = attribute(port, 'uuid') ?? '';
    const nic = interfaces.find((one) => isOfPort(one, portId)) ?? interfaces[index];
    const mac = attribute(child(nic, 'mac'), 'address') ?? '';
    return children(port, `${prefix}ip`).map((ip) => ({
      address: attribute(ip, 'address') ?? '',
      version: attribute(ip, 'ipVersion') === '6' ? (6 as const) : (4 as const),
      mac,
    }));
  });
}

/** By its virtual port, or by its tap's name, which Nova makes of the port's id. @see nova/network/model.py NIC_NAME_LEN */
function isOfPort(nic: XmlElement, portId: string): boolean {
  if (portId === '') return false;
  const interfaceId = attribute(child(child(nic, 'virtualport'), 'parameters'), 'interfaceid');
  return interfaceId === portId || attribute(child(nic, 'target'), 'dev') === `tap${portId}`.slice(0, 14);
}

/** Nova writes `2015-05-18 12:00:00`, its API says `2015-05-18T12:00:00Z`. */
function isoTime(time: string): string {
  const [, date, clock] = /^\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(time) ?? [];
  return date === undefined ? '' : `${date}T${clock}Z`;
}
