import { Parser } from 'htmlparser2';

/** An element of parsed XML: attributes under `@name`, text under `#text`, children under their tag. */
export interface XmlElement {
  readonly [key: string]: readonly XmlElement[] | string | undefined;
}

/** Which elements are kept: `true` for an element with all that is in it, else those of its children that are named. */
export type Kept = true | { readonly [tag: string]: Kept };

/**
 * Parses a document; its root is a child of what is answered. What is not kept costs little more than its length.
 * @throws {Error} some of what is not XML, such as one that breaks off; the rest shows in what is missing
 */
export function parseXml(xml: string, kept: Kept = true): XmlElement {
  const tree = new Tree(kept);
  // Nearly none has entities; where they need not be looked for, text and values are passed over at a stretch.
  new Parser(tree, { xmlMode: true, decodeEntities: xml.includes('&') }).write(xml);
  if (!tree.isWhole) throw new Error(`XML that breaks off: ${JSON.stringify(xml.slice(0, 200))}`);
  return tree.document;
}

type Growing = Record<string, XmlElement[] | string>;

/** What the parser tells becomes elements. */
class Tree {
  readonly document: Growing = { '#text': '' };
  /** From the document to the innermost element that is open and kept. */
  readonly #open: [element: Growing, kept: Kept][];
  /** How many elements are open in there that are not kept. */
  #depth = 0;

  constructor(kept: Kept) {
    this.#open = [[this.document, kept]];
  }

  get isWhole(): boolean {
    return this.#open.length === 1 && this.#depth === 0;
  }

  onopentagname(tag: string): void {
    if (tag === '__proto__') throw new Error('an element has a name that JavaScript keeps for itself');
    const [parent, kept] = this.#open.at(-1)!;
    const keptHere = kept === true || (Object.hasOwn(kept, tag) ? kept[tag] : undefined);
    if (this.#depth > 0 || keptHere === undefined) {
      this.#depth += 1;
      return;
    }
    const element = { '#text': '' };
    const siblings = Object.hasOwn(parent, tag) ? parent[tag] : undefined;
    if (Array.isArray(siblings)) siblings.push(element);
    else parent[tag] = [element];
    this.#open.push([element, keptHere]);
  }

  onattribute(name: string, value: string): void {
    if (this.#depth === 0) this.#open.at(-1)![0][`@${name}`] = value;
  }

  ontext(text: string): void {
    if (this.#depth === 0) this.#open.at(-1)![0]['#text'] += text;
  }

  onclosetag(): void {
    if (this.#depth > 0) this.#depth -= 1;
    else this.#open.pop();
  }
}

export function children(element: XmlElement | undefined, tag: string): readonly XmlElement[] {
  const value = element?.[tag];
  return value === undefined || typeof value === 'string' ? [] : value;
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
