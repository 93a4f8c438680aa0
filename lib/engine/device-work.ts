/** What pages ask about the device: what it keeps of an account, and what waits there, to be saved elsewhere. */
import type { AccountId, Result } from '../mail';
import type { KeptFacts, Store, StoredItem } from '../store';

/** What an account keeps here, and whether the person wanted it to. */
export type DeviceFacts = KeptFacts;

/** One thing that waits, as it would be sent; plain data. */
export interface WaitingItem extends StoredItem {
  readonly kind: 'outbox' | 'draft';
}

export type DeviceRequest =
  | { readonly kind: 'device-facts'; readonly account: AccountId }
  /** For a file of one's own, when what is kept here is not to be trusted. */
  | { readonly kind: 'export-work'; readonly account: AccountId };

export interface DeviceReplies {
  readonly 'device-facts': DeviceFacts;
  readonly 'export-work': readonly WaitingItem[];
}

export async function answerDevice(
  store: Store,
  request: DeviceRequest,
): Promise<Result<DeviceReplies[keyof DeviceReplies]>> {
  const { account } = request;
  if (request.kind === 'device-facts') return { ok: true, value: await store.facts(account) };
  const kinds = ['outbox', 'draft'] as const;
  const found = await Promise.all(
    kinds.map(async (kind) => (await store.items(account, kind)).map((item) => ({ kind, ...item }))),
  );
  return { ok: true, value: found.flat() };
}
