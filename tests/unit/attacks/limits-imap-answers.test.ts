/**
 * What commands keep of answers that name more than anybody asked for: the bounds stand beside the commands.
 * @module-tag deep
 */
import { expect } from 'vitest';
import * as imap from '../../../lib/imap';
import { testBounds, type Bound } from '../../support/bounds';
import { authenticated } from '../../support/imap-peer';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const ALL = 'ENABLE ID QUOTA METADATA MULTISEARCH XLIST';

/** What a command gives whose answer is this text. */
function given<T>(command: imap.Command<T>, answer: string): T {
  const peer = authenticated(ALL);
  const id = peer.connection.enqueue(command);
  peer.client();
  // A piece at a time, as it comes.
  const octets = bytes(`${answer}T1 OK done\r\n`);
  for (let at = 0; at < octets.length; at += 500_000) peer.bytes(octets.subarray(at, at + 500_000));
  const outcome = peer.outcome(id) as { readonly ok: boolean; readonly value: T };
  expect(outcome.ok).toBe(true);
  return outcome.value;
}
const times = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join('');

const enabled = (count: number): number =>
  given(imap.enable(['QRESYNC']), `* ENABLED${times(count, () => ' a')}\r\n`).length;
const fields = (count: number): number =>
  given(imap.id(null), `* ID (${times(count, (at) => ` "f${at}" "v"`).trimStart()})\r\n`)?.size ?? 0;
const roots = (count: number): number =>
  given(
    imap.getQuotaRoot('INBOX'),
    `* QUOTAROOT INBOX${times(count, (at) => ` r${at}`)}\r\n${times(count, (at) => `* QUOTA r${at} (STORAGE 1 2)\r\n`)}`,
  ).length;
const entries = (count: number): number =>
  given(
    imap.getMetadata('INBOX', ['/shared/comment']),
    times(Math.ceil(count / 500), (at) => {
      const some = times(Math.min(500, count - 500 * at), (i) => ` /shared/e${500 * at + i} "v"`);
      return `* METADATA INBOX (${some.trimStart()})\r\n`;
    }),
  ).size;
const mailboxes = (count: number): number =>
  given(
    imap.multisearch({ in: ['personal'], criteria: { kind: 'all' } }),
    times(count, (at) => `* ESEARCH (TAG "T1" MAILBOX m${at} UIDVALIDITY 1) UID ALL 1\r\n`),
  ).length;
const listed = (count: number): number =>
  given(
    imap.xlist(),
    times(count, (at) => `* XLIST () "/" f${at}\r\n`),
  ).length;

const bound = (most: number, kept: (count: number) => number, hostile: number): Bound => ({
  at: () => expect(kept(most)).toBe(most),
  above: () => expect(kept(most + 1)).toBe(most),
  hostile: () => expect(kept(hostile)).toBe(most),
});

const rows: Readonly<Record<string, Bound>> = {
  'capabilities enabled': bound(100, enabled, 400_000),
  'fields of ID': bound(100, fields, 50_000),
  'quota roots': bound(100, roots, 50_000),
  'notes of a mailbox': bound(10_000, entries, 60_000),
  'mailboxes of a search': bound(100_000, mailboxes, 110_000),
  'mailboxes of XLIST': bound(100_000, listed, 110_000),
};

testBounds('what answers may name', Object.keys(rows), rows);
