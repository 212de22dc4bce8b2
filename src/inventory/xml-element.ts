import { type X2jOptions, XMLParser } from 'fast-xml-parser';

/** An element of parsed XML: attributes under `@name`, text under `#text`, children under their tag. */
export interface XmlElement {
  readonly [key: string]: XmlElement | XmlElement[] | string | undefined;
}

const options: X2jOptions = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  parseTagValue: false,
  parseAttributeValue: false,
  alwaysCreateTextNode: true,
  // A server's name may begin or end with a space.
  trimValues: false,
  jPath: false,
  // A disk with a long chain of snapshots is nested as deep.
  maxNestedTags: 1000,
};

/** Looking for entities takes as long as all the rest, and most domains have none. */
const plain = new XMLParser({ ...options, processEntities: false });
/** Numbered characters count among HTML's: libvirt's XML library writes `&#xE9;` in an attribute, `&#13;` anywhere. */
const withEntities = new XMLParser({ ...options, processEntities: true, htmlEntities: true });

/**
 * Parses a document; its root is the one child of what is answered.
 * @throws {Error} some of what is not XML; the rest shows in what is missing
 */
export const parseXml = (xml: string): XmlElement =>
  (xml.includes('&') ? withEntities : plain).parse(xml) as XmlElement;

export function children(element: XmlElement | undefined, tag: string): XmlElement[] {
  const value = element?.[tag];
  if (value === undefined || typeof value === 'string') return [];
  return Array.isArray(value) ? value : [value as XmlElement];
}

/** The first child of that tag. */
export const child = (element: XmlElement | undefined, tag: string): XmlElement | undefined =>
  children(element, tag)[0];

export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  const value = element?.[`@${name}`];
  return typeof value === 'string' ? value : undefined;
}

/** The text of an element, empty for a missing one. */
export function text(element: XmlElement | undefined): string {
  const value = element?.['#text'];
  return typeof value === 'string' ? value : '';
}
