/** How full the account is, as one bar can show it. */
import type { QuotaRoot } from '../imap/types';

export interface Quota {
  readonly unit: 'bytes' | 'messages';
  readonly used: number;
  /** Above 0. */
  readonly limit: number;
}

/** The bound that is nearest of all roots; null where nothing bounds the account. STORAGE counts 1,024 octets (RFC 9208 5.1). */
export function nearestQuota(roots: readonly QuotaRoot[]): Quota | null {
  let nearest: Quota | null = null;
  for (const { resources } of roots) {
    for (const { name, usage, limit } of resources) {
      const isStorage = name === 'STORAGE';
      if ((!isStorage && name !== 'MESSAGE') || limit <= 0) continue;
      const factor = isStorage ? 1_024 : 1;
      const quota: Quota = {
        unit: isStorage ? 'bytes' : 'messages',
        used: usage * factor,
        limit: limit * factor,
      };
      if (nearest === null || shareOf(quota) > shareOf(nearest)) nearest = quota;
    }
  }
  return nearest;
}

/** 0 to 1, also when more is used than allowed. */
export const shareOf = ({ used, limit }: Quota): number => Math.min(1, used / limit);
