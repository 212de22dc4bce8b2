import { Fault } from '../faults.ts';
import { extensionAlias } from '../identity/rule-names.ts';

/** How the extension announces itself. The thesis does not tell these fields; the date is its own. */
export const extension = {
  alias: extensionAlias,
  description:
    'Reads and sets the memory, CPU, disk and network share of running servers. ' +
    "Name, namespace and date of this entry are novatune's own; the thesis does not tell its.",
  links: [],
  name: 'LibvirtResources',
  namespace: 'http://docs.openstack.org/compute/ext/libvirt_resources/api/v2',
  updated: '2015-08-16T00:00:00Z',
} as const;

export const extensionsDocument = { extensions: [extension] } as const;

/** @throws {Fault} notFound */
export function extensionDocument(alias: string): object {
  if (alias !== extension.alias) throw new Fault('notFound', 'The resource could not be found.');
  return { extension };
}
