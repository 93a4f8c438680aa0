import type { SiteServer } from '@/lib/query';

/** The server that says it serves the domain of this address; undefined while no domain of any is typed. */
export function serverOfAddress(servers: readonly SiteServer[], address: string): SiteServer | undefined {
  const domain = domainOf(address);
  return domain === '' ? undefined : servers.find(({ domains }) => domains.includes(domain));
}

/**
 * What the server takes for a user name. Where that is the part before the "@", it is cut only from an address of the
 * server's own domains: another domain may be meant to stay.
 */
export function loginName({ login, domains }: SiteServer, typed: string): string {
  const domain = domainOf(typed);
  const own = domains.length === 0 || domains.includes(domain);
  return login === 'local' && domain !== '' && own ? typed.slice(0, typed.lastIndexOf('@')) : typed;
}

function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1
    ? ''
    : address
        .slice(at + 1)
        .trim()
        .toLowerCase();
}
