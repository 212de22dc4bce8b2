import type { LabHost } from './lab-hosts.ts';
import { addNamespace, configureLinks, removeNamespace } from './network.ts';

/** A port of a host's br100 with a network namespace behind it: a guest without a guest, to send as any source MAC. */
export interface BridgePort {
  /** The network namespace whose `eth0` is the other end. */
  readonly namespace: string;
  remove(): Promise<void>;
}

/** At most seven characters, so that the name of the network card stays within the kernel's fifteen. */
export interface PortAddress {
  readonly name: string;
  readonly mac: string;
  /** In 10.88.0.0/24; the lab's own are .1 and .11 to .17. */
  readonly ip: string;
}

/** Adds a port to the br100 of a namespace host. `down` removes what a test leaves behind. */
export async function addBridgePort(host: LabHost, { name, mac, ip }: PortAddress): Promise<BridgePort> {
  if (host.kind !== 'namespace') throw new Error(`Cannot add a port to ${host.name}: it is a machine of its own`);
  const namespace = `novatune-port-${name}`;
  const remove = () => removeNamespace(namespace);
  await remove();
  await addNamespace(namespace);
  await configureLinks(
    [`link add eth0 address ${mac} type veth peer name ntport-${name} netns ${host.namespace}`],
    namespace,
  );
  await configureLinks([`addr add ${ip}/24 dev eth0`, 'link set eth0 up'], namespace);
  await configureLinks([`link set ntport-${name} master br100 up`], host.namespace);
  return { namespace, remove };
}
