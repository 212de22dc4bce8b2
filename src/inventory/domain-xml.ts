import type { Balloon } from '../compute/domain.ts';
import type { KiB } from '../units.ts';
import { parseMemorySize } from './memory-size.ts';
import { findNovaMetadata, type NovaMetadata } from './nova-metadata.ts';
import { attribute, child, type Kept, parseXml, text, type XmlElement } from './xml-element.ts';

/** What a domain's XML says of the server it is. */
export interface DomainDescription {
  readonly uuid: string;
  readonly domainName: string;
  readonly maxMemoryKiB: KiB;
  readonly balloon: Balloon;
  /** Undefined for a domain that Nova did not make: it is no server. */
  readonly nova: NovaMetadata | undefined;
}

/** What is read of a domain's XML; most of it is devices, of which two matter. */
const kept: Kept = {
  domain: { name: true, uuid: true, metadata: true, memory: true, devices: { interface: true, memballoon: true } },
};

/**
 * Reads `virsh dumpxml`.
 * @throws {Error} it is no domain XML, or without what every domain has
 */
export function parseDomainXml(xml: string): DomainDescription {
  const domain = child(parseXml(xml, kept), 'domain');
  const uuid = text(child(domain, 'uuid')).trim();
  if (domain === undefined || uuid === '') throw new Error(`not a domain's XML: ${JSON.stringify(xml.slice(0, 200))}`);
  const memory = child(domain, 'memory');
  return {
    uuid,
    domainName: text(child(domain, 'name')),
    maxMemoryKiB: parseMemorySize(text(memory), attribute(memory, 'unit')),
    balloon: parseBalloonDevice(child(child(domain, 'devices'), 'memballoon')),
    nova: findNovaMetadata(domain),
  };
}

function parseBalloonDevice(device: XmlElement | undefined): Balloon {
  const model = attribute(device, 'model');
  const period = attribute(child(device, 'stats'), 'period') ?? '';
  return {
    present: model !== undefined && model !== 'none',
    statsPeriodS: /^\d+$/.test(period) ? Number(period) : 0,
  };
}
