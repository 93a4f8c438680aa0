/** What ops and long work have in common as they lie in the store. */
import * as v from 'valibot';
import { toMailboxName, toUid, type ModSeq, type Uid, type UidValidity } from '../imap/types';
import { MAX_KEPT_UIDS } from './limits';
import type { OpJournal } from './tasks/op-journal';

export const uid = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(4_294_967_295),
  v.transform((n): Uid => toUid(n)),
);
export const uidValidity = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(4_294_967_295),
  v.transform((n) => n as UidValidity),
);
/** A list of at most so many; asked before its items are looked at, which takes seconds where there are millions. */
export const atMost = (max: number) =>
  v.custom<unknown[]>((value) => Array.isArray(value) && value.length <= max);
export const uids = v.pipe(atMost(MAX_KEPT_UIDS), v.array(uid));
export const pairs = v.pipe(atMost(MAX_KEPT_UIDS), v.array(v.tuple([uid, uid])));
export const text = v.pipe(v.string(), v.minLength(1), v.maxLength(1_000));
export const mailbox = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(10_000),
  v.transform((name) => toMailboxName(name)),
);

export const action = v.variant('kind', [
  v.object({
    kind: v.literal('flag'),
    flag: v.picklist(['\\Seen', '\\Flagged', '\\Deleted']),
    add: v.boolean(),
  }),
  v.object({
    kind: v.literal('move'),
    to: mailbox,
    purpose: v.picklist(['archive', 'trash', 'junk', 'move']),
  }),
  v.object({ kind: v.literal('expunge'), marked: v.exactOptional(v.literal(true)) }),
]);

/** In digits: not everything that keeps things keeps numbers of 63 bits. */
const modSeq = v.pipe(
  v.string(),
  v.regex(/^\d{1,19}$/),
  v.transform((digits): ModSeq => BigInt(digits) as ModSeq),
);

/** A count, or a place among others. */
export const order = v.pipe(v.number(), v.integer(), v.minValue(0));

export const journal = v.object({
  left: uids,
  unsure: uids,
  copied: uids,
  done: uids,
  moved: pairs,
  destination: v.nullable(uidValidity),
  since: v.nullable(modSeq),
});

/** A copy, so that nothing that happens later changes what was written. */
export function writeJournal({ left, unsure, copied, done, moved, destination, since }: OpJournal): unknown {
  return {
    left: [...left],
    unsure: [...unsure],
    copied: [...copied],
    done: [...done],
    moved: moved.map(([from, to]) => [from, to]),
    destination,
    since: since === null ? null : since.toString(),
  };
}
