/** One header as it was written: name and value. */
export type RawHeader = readonly [name: string, value: string];

/** What is about one connection and not about the message; trailers are not passed on either. @see RFC 9110 7.6.1 */
const hopByHop: readonly string[] = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
/** Who lists one of these under Connection wants the next one to misread the message. */
const neverNamed: readonly string[] = ['host', 'content-length'];

/** To a WSGI server `Transfer_Encoding` is the same as `Transfer-Encoding`. */
export const headerKey = (name: string): string => name.toLowerCase().replaceAll('_', '-');

/** Node's flat list of names and values, in pairs. */
export function pairsOf(rawHeaders: readonly string[]): RawHeader[] {
  const pairs: RawHeader[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2)
    pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  return pairs;
}

/** Leaves out what is for one connection only, those that Connection names included. Order and case stay. */
export function withoutHopByHop(headers: readonly RawHeader[]): RawHeader[] {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((each) => headerKey(each.trim())))
    .filter((key) => !neverNamed.includes(key));
  const dropped = new Set([...hopByHop, ...named]);
  return headers.filter(([name]) => !dropped.has(headerKey(name)));
}
