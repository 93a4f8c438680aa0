import type { ServerAccount } from '../account';
import { type CommandContext, type Completion, ok } from '../command';
import { Refusal } from '../refusal';
import type { Session } from '../session';
import { accountOf } from './mailboxes';

/** The one root of an account; without a quota there is none. */
const root = 'Space';
const kib = 1024;

/** getquota = "GETQUOTA" SP quota-root-name                                       ; RFC 9208 4.1.1 */
export function getQuota({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  const asked = reader.expectAstring();
  reader.expectEol();
  const account = accountOf(session);
  if (account.quota === null || asked !== root) throw new Refusal('no', 'No such quota root', 'NONEXISTENT');
  writeQuota(session, account);
  return ok();
}

/** getquotaroot = "GETQUOTAROOT" SP mailbox                                       ; RFC 9208 4.1.2 */
export function getQuotaRoot({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  const name = reader.expectMailbox();
  reader.expectEol();
  const account = accountOf(session);
  if (account.mailbox(name) === undefined) throw new Refusal('no', 'No such mailbox', 'NONEXISTENT');
  session.send((writer) => {
    writer.raw('* QUOTAROOT ').mailbox(name);
    if (account.quota !== null) writer.sp().astring(root);
  });
  writeQuota(session, account);
  return ok();
}

/** STORAGE counts units of 1,024 octets (RFC 9208 5.1). */
function writeQuota(session: Session, account: ServerAccount): void {
  if (account.quota === null) return;
  const [used, limit] = [account.usedOctets(), account.quota].map((octets) => Math.ceil(octets / kib));
  session.line(`* QUOTA ${root} (STORAGE ${used} ${limit})`);
}
