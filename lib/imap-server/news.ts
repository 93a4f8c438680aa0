/** What a client is told of its selected mailbox, and of others, in the words its connection has agreed upon. */
import { writeChangedName } from './commands/list';
import { writeWatched } from './commands/status';
import type { Session } from './session';
import type { TrackerUpdate } from './tracker';
import type { Watching } from './watching';

export function tellUpdate(session: Session, update: TrackerUpdate): void {
  switch (update.kind) {
    case 'expunge':
      if (!session.tellsGoneByUid) session.line(`* ${update.seq} EXPUNGE`);
      return;
    case 'exists':
      session.line(`* ${update.count} EXISTS`);
      return;
    case 'recent':
      if (!session.rev2) session.line(`* ${update.count} RECENT`);
      return;
    case 'flags':
      tellFlags(session, update.seq, update.message);
  }
}

/** `* n FETCH (UID u FLAGS (...))`: UID always, since RFC 9051 7.5.2 wishes it. */
export function tellFlags(
  session: Session,
  seq: number,
  message: { readonly uid: number; readonly flags: readonly string[]; readonly modSeq: number },
): void {
  if (session.selected === null) return;
  const modSeq = session.condstore ? ` MODSEQ (${message.modSeq})` : '';
  const flags = flagsOf(session, message).join(' ');
  session.line(`${fetchHead(session, seq, message.uid)}UID ${message.uid} FLAGS (${flags})${modSeq})`);
}

/** The beginning of what is told of a message: by its UID where there are no numbers (RFC 9586 3). */
export const fetchHead = (session: Session, seq: number, uid: number): string =>
  session.uidOnly ? `* ${uid} UIDFETCH (` : `* ${seq} FETCH (`;

/** With \\Recent where the client still hears of that. */
export function flagsOf(session: Session, message: { readonly flags: readonly string[] }): readonly string[] {
  const recent = session.selected?.tracker.recent as ReadonlySet<unknown> | undefined;
  return !session.rev2 && recent?.has(message) === true ? [...message.flags, '\\Recent'] : message.flags;
}

/** What NOTIFY asked for of mailboxes that are not selected. */
export function tellChanges(session: Session, changes: ReturnType<Watching['changes']>): void {
  for (const change of changes) {
    if (change.kind === 'status') writeWatched(session, change.mailbox);
    else writeChangedName(session, change.name, change.oldName);
  }
}
