import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Request } from 'express';

/**
 * Whether an address is that of a load balancer in front, as express asks it. An IPv4 address in IPv6 form counts as what it is.
 * @param proxies addresses and subnets, such as `192.0.2.0/24`
 */
export function trustOf(proxies: readonly string[]): (address: string) => boolean {
  if (proxies.length === 0) return () => false;
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', length] = proxy.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (length === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(length), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Whether X-Forwarded-* of this request are to be believed: by who has connected, nobody further away. */
export const isFromProxy = ({ app, socket }: Request): boolean =>
  app.get('trust proxy fn')(socket.remoteAddress ?? '', 0) === true;

/** An address as people write it: an IPv4 one even if it came in by a socket for both kinds. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

/** Scheme and authority under which the caller sees the service, such as `http://127.0.0.1:9774`, and the path that a proxy took away. */
export function baseOf(request: Request): string {
  return `${schemeOf(request)}://${hostOf(request)}${prefixOf(request)}`;
}

/** As X-Forwarded-Proto has it, if it is one of the two. */
export function schemeOf({ protocol, socket }: Request): 'http' | 'https' {
  if (protocol === 'http' || protocol === 'https') return protocol;
  return 'encrypted' in socket ? 'https' : 'http';
}

/** With the port, as X-Forwarded-Host or Host have it. */
export const hostOf = ({ host, socket }: Request): string => host ?? `${socket.localAddress}:${socket.localPort}`;

/** Path segments, each after its slash. What is no path is left out, for it ends up in links. */
const prefixForm = /^(?:\/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+$/;

function prefixOf(request: Request): string {
  if (!isFromProxy(request)) return '';
  // Looking behind keeps it from beginning anew at each slash of a long row.
  const prefix =
    (request.get('X-Forwarded-Prefix') ?? '')
      .split(',', 1)[0]
      ?.trim()
      .replace(/(?<!\/)\/+$/, '') ?? '';
  return prefixForm.test(prefix) ? prefix : '';
}
