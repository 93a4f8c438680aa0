/** What has become of a mailbox since a mod-sequence (RFC 7162 3.2). */
import { numberSetContains, numberSetOf, formatNumberSet } from '../../imap/wire/numset';
import type { NumberSet } from '../../imap/types';
import type { Reader } from '../../imap/wire/reader';
import { readSet } from '../command';
import { syntaxError } from '../refusal';
import { tellFlags } from '../news';
import type { Selected, Session } from '../session';

export interface QresyncParameter {
  readonly uidValidity: number;
  readonly modSeq: number;
  /** Null: all. */
  readonly known: NumberSet | null;
}

/** "QRESYNC" SP "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"; the last is read and not needed. */
export function readQresync(reader: Reader): QresyncParameter {
  reader.expectSp();
  if (!reader.open()) throw syntaxError('Expected (');
  const uidValidity = reader.number64();
  reader.expectSp();
  const modSeq = reader.number64();
  if (uidValidity === undefined || modSeq === undefined) throw syntaxError('Expected a number');
  let known: NumberSet | null = null;
  while (reader.sp()) {
    if (!reader.open()) {
      known = readSet(reader);
      continue;
    }
    readSet(reader);
    reader.expectSp();
    readSet(reader);
    if (!reader.close()) throw syntaxError('Expected )');
  }
  if (!reader.close()) throw syntaxError('Expected )');
  return { uidValidity: Number(uidValidity), modSeq: Number(modSeq), known };
}

/** VANISHED (EARLIER) and FETCH ahead of SELECT's OK (RFC 7162 3.2.5.1). */
export function tellChanges(session: Session, { mailbox, tracker }: Selected, since: QresyncParameter): void {
  if (since.uidValidity !== mailbox.uidValidity) return;
  const isAsked = (uid: number): boolean => since.known === null || numberSetContains(since.known, uid);
  tellVanished(session, mailbox.expungedSince(since.modSeq).filter(isAsked), true);
  for (const [index, message] of tracker.messages.entries()) {
    if (message.modSeq > since.modSeq && isAsked(message.uid)) tellFlags(session, index + 1, message);
  }
}

export function tellVanished(session: Session, uids: readonly number[], earlier: boolean): void {
  if (uids.length > 0)
    session.line(`* VANISHED ${earlier ? '(EARLIER) ' : ''}${formatNumberSet(numberSetOf(uids))}`);
}
