import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** One spelling for an address: no zone, lower case, an IPv4-mapped IPv6 address as IPv4; undefined if it is none. */
export function normalAddress(text: string): string | undefined {
  const bare = text.trim().toLowerCase().replace(/%.*$/, '');
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return undefined;
  const groups = v6Groups(bare);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return [groups[6] ?? 0, groups[7] ?? 0].map((group) => `${group >> 8}.${group & 255}`).join('.');
  }
  return groups.map((group) => group.toString(16)).join(':');
}

/** What counts as one client: an IPv4 address, or an IPv6 /64, which is what one household gets. */
export function rateKey(address: string): string {
  return isIPv6(address) ? `${prefixOf(address, 4)}/64` : address;
}

/** What may stand in a log: enough to tell networks apart, not enough to name a person. */
export function addressPrefix(address: string): string {
  if (isIPv6(address)) return `${prefixOf(address, 3)}/48`;
  return isIPv4(address) ? `${address.slice(0, address.lastIndexOf('.'))}.0/24` : 'unknown';
}

export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const address = normalAddress(host);
  return address !== undefined && (address.startsWith('127.') || address === '0:0:0:0:0:0:0:1');
}

/** One list a family: Node's own check would find every IPv4 address in `::/0`, as its mapped form. */
export interface Networks {
  readonly ipv4: BlockList;
  readonly ipv6: BlockList;
}

export const noNetworks = (): Networks => ({ ipv4: new BlockList(), ipv6: new BlockList() });

/**
 * A network of mapped addresses (`::ffff:10.0.0.0/104`) is the IPv4 network it stands for.
 * @returns undefined when one of the entries is neither an address nor a network in CIDR form
 */
export function networkList(entries: readonly string[]): Networks | undefined {
  const networks = noNetworks();
  for (const entry of entries) {
    const [text = '', bits, ...rest] = entry.split('/');
    const address = normalAddress(text);
    if (address === undefined || rest.length > 0) return undefined;
    const family = familyOf(address);
    const whole = family === 'ipv4' ? 32 : 128;
    if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined;
    const written = isIPv4(text.trim()) || family === 'ipv6' ? whole : 128;
    const length = Number(bits ?? written) - (written - whole);
    if (length < 0 || length > whole) return undefined;
    networks[family].addSubnet(address, length, family);
  }
  return networks;
}

/** `address` in the spelling of {@link normalAddress}. */
export function inNetworks(networks: Networks, address: string): boolean {
  const family = familyOf(address);
  return networks[family].check(address, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

export interface ClientAddressOptions {
  readonly trustedProxies: readonly string[];
  /** Called once, when a peer that is no listed proxy sends X-Forwarded-For. */
  readonly onUntrustedForward: (peer: string) => void;
}

/**
 * Who is at the other end: the socket's peer, or, where that is a listed proxy, the rightmost address of
 * X-Forwarded-For that is no listed proxy. Anything to the left of it could be the client's invention.
 */
export function createClientAddress(
  options: ClientAddressOptions,
): (peer: string | undefined, forwardedFor: string | undefined) => string {
  const trusted = networkList(options.trustedProxies) ?? noNetworks();
  let warned = false;
  return (peer, forwardedFor) => {
    const direct = normalAddress(peer ?? '') ?? 'unknown';
    if (forwardedFor === undefined || forwardedFor.trim() === '' || direct === 'unknown') return direct;
    if (!inNetworks(trusted, direct)) {
      if (!warned) options.onUntrustedForward(direct);
      warned = true;
      return direct;
    }
    let client = direct;
    for (const hop of forwardedFor.split(',').toReversed()) {
      const address = normalAddress(withoutPort(hop.trim()));
      // Not the proxy's own address: networks that may come often name the proxy's.
      if (address === undefined) return 'unknown';
      client = address;
      if (!inNetworks(trusted, address)) return client;
    }
    return client;
  };
}

/** Some proxies add the client's port: `192.0.2.1:5678`, `[2001:db8::1]:443`. */
function withoutPort(hop: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(hop);
  if (bracketed !== null) return bracketed[1] ?? '';
  const v4 = /^([\d.]+):\d{1,5}$/.exec(hop);
  return v4?.[1] ?? hop;
}

/** 4 or 16 bytes in network order; undefined for what is no address. */
export function addressBytes(text: string): Buffer | undefined {
  const address = normalAddress(text);
  if (address === undefined) return undefined;
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  return Buffer.from(v6Groups(address).flatMap((group) => [group >> 8, group & 255]));
}

function prefixOf(address: string, groups: number): string {
  const shown = v6Groups(address).slice(0, groups);
  return `${shown.map((group) => group.toString(16)).join(':')}::`;
}

function v6Groups(address: string): number[] {
  // The URL parser writes every form, dotted ones too, as hexadecimal groups.
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before = [], after = []] = [left, right ?? ''].map((part) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)),
  );
  const gap = right === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: gap }, () => 0), ...after];
}
