/** Messages and their parts as pages ask for them: from the store when they are there, else from the session. */
import type { MailboxName, Uid } from '../imap/types';
import { partOfSection, type MessageDetail, type Result } from '../mail';
import type { PartRequest, PartSink } from '../session/types';
import type { MailboxKey, Store } from '../store';
import type { Account } from './account';

/** A cached message costs no round trip, one whose structure came with its row costs one. */
export async function readMessage(
  store: Store,
  account: Account,
  mailbox: MailboxName,
  uid: Uid,
  formatted: boolean,
  signal?: AbortSignal,
): Promise<Result<MessageDetail>> {
  const key = account.keyOf(mailbox);
  // Being read ahead at this moment: asked once is enough.
  await account.comingAhead(mailbox, uid);
  const known = key && (await store.detail(key, uid, formatted, account.emailIdOf(mailbox, uid)));
  if (known) return { ok: true, value: known };
  const structure = key ? await store.structure(key, uid) : undefined;
  const result = await account.session.openMessage(mailbox, uid, structure, {
    formatted,
    ...(signal === undefined ? {} : { signal }),
  });
  const now = account.keyOf(mailbox);
  if (isOther(key, now)) return missing;
  if (result.ok && key && now) keepMessage(store, account, mailbox, now, result.value, formatted);
  return result;
}

/** The one place where a message that was read enters the store. */
export function keepMessage(
  store: Store,
  account: Pick<Account, 'emailIdOf'>,
  mailbox: MailboxName,
  key: MailboxKey,
  detail: MessageDetail,
  formatted: boolean,
): void {
  store.putDetail(key, detail, formatted, account.emailIdOf(mailbox, detail.uid));
}

/** Gives the transfer-decoded octets to `sink`. After a failure, also that the mailbox has become another one, they are worth nothing. */
export async function readPart(
  store: Store,
  account: Account,
  mailbox: MailboxName,
  uid: Uid,
  section: string,
  sink: PartSink,
  signal?: AbortSignal,
): Promise<Result<number>> {
  const key = account.keyOf(mailbox);
  const part = await partOf(store, account, mailbox, uid, section, signal);
  if (!part.ok) return part;
  const result = await account.session.fetchPart(mailbox, uid, part.value, sink, signal);
  return isOther(key, account.keyOf(mailbox)) ? missing : result;
}

async function partOf(
  store: Store,
  account: Account,
  mailbox: MailboxName,
  uid: Uid,
  section: string,
  signal: AbortSignal | undefined,
): Promise<Result<PartRequest>> {
  const key = account.keyOf(mailbox);
  const structure = key ? await store.structure(key, uid) : undefined;
  const part = structure && partOfSection(structure, section);
  if (part) return { ok: true, value: { section, encoding: part.encoding, size: part.size } };
  const opened = await readMessage(store, account, mailbox, uid, false, signal);
  if (!opened.ok) return opened;
  const attachment = opened.value.attachments.find((one) => one.section === section);
  if (!attachment) return { ok: false, error: { code: 'part-broken' } };
  return { ok: true, value: { section, encoding: attachment.encoding, size: 0 } };
}

/** The mailbox has become another one in the meantime: the UID that was asked for names another message now, or none. */
const isOther = (before: MailboxKey | null, now: MailboxKey | null): boolean =>
  before !== null && now !== null && before.uidValidity !== now.uidValidity;

const missing = { ok: false, error: { code: 'message-missing' } } as const;
