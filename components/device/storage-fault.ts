import type { AppError } from '@/lib/mail/types';
import type { AccountSnapshot } from '@/lib/query';

export type StorageTrouble = AccountSnapshot['storage'][number];

/**
 * What is worth a line at the foot of the mail; null when nothing is. Whoever did not say "this is my device" has mail in memory anyway:
 * they are told only when something waits that would not last, or cannot be sent any more. `aside`: what the person put aside.
 */
export function storageFault(
  account: Pick<AccountSnapshot, 'kept' | 'storage'>,
  waiting: number,
  aside: ReadonlySet<string>,
): AppError | null {
  const told = account.kept ? account.storage : account.storage.flatMap((one) => ofWork(one, waiting));
  const left = told.filter((code) => !aside.has(code));
  // The latest says how things are; what came before it led there.
  const code = left.at(-1);
  return code === undefined ? null : { code };
}

/** What a trouble means for work that waits, where nothing else was to be kept. */
function ofWork(trouble: StorageTrouble, waiting: number): readonly StorageTrouble[] {
  switch (trouble) {
    case 'store-items-sealed':
      return [trouble];
    case 'store-none':
    case 'store-unanswered':
    case 'store-blocked':
    case 'store-newer':
    case 'store-gone':
    case 'store-full':
    case 'store-broken':
    case 'store-items-memory':
      return waiting > 0 ? ['store-items-memory'] : [];
    case 'store-evicted':
    case 'store-rebuilt':
    case 'store-not-deleted':
      return [];
    default:
      return trouble satisfies never;
  }
}
