import { inNetworks, networkList, noNetworks } from './addresses';
import type { Access } from './target';

/** True for a client that may pass. An address that is not known passes only where everybody does. */
export function createAccess({ allow, deny }: Access): (address: string) => boolean {
  const allowed = networkList(allow) ?? noNetworks();
  const denied = networkList(deny) ?? noNetworks();
  return (address) => {
    if (address === 'unknown') return allow.length === 0 && deny.length === 0;
    if (inNetworks(denied, address)) return false;
    return allow.length === 0 || inNetworks(allowed, address);
  };
}
