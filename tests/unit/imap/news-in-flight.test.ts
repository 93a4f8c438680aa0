/** Flags that change while rows are on their way: rows are handed over when their command ends, and are not older than what was told by then. */
import { describe, expect, it } from 'vitest';
import { fetch, store } from '../../../lib/imap/index';
import type { FetchRow } from '../../../lib/imap/commands/fetch';
import type { CommandId } from '../../../lib/imap/types';
import { selected, type ImapPeer } from '../../support/imap-peer';

const flagsOf = (peer: ImapPeer, id: CommandId): readonly string[] => {
  const outcome = peer.outcome(id) as { readonly value?: readonly FetchRow[] } | undefined;
  return (outcome?.value ?? []).map(
    ({ seq, items }) =>
      `${seq}:${items.uid}:${items.flags?.join(' ') ?? '-'}:${items.modSeq ?? '-'}:${items.size ?? '-'}`,
  );
};

describe('what is told of a message after its row, before the command ends', () => {
  it('is in the row: a STORE in the same flight may be told before the FETCH is over', () => {
    const peer = selected();
    const rows = peer.connection.enqueue(
      fetch({ set: [[1, 3]], uid: false, items: ['uid', 'flags', 'size', 'modseq'] }),
    );
    const star = peer.connection.enqueue(
      store({ uid: true, set: [[12, 12]], mode: 'add', flags: ['\\Flagged'], silent: false }),
    );
    expect(peer.client()).toMatch(/FETCH 1:3 .*\r\n.*UID STORE 12/);
    peer.server(
      '* 2 FETCH (FLAGS (\\Seen))',
      '* 1 FETCH (UID 11 FLAGS () RFC822.SIZE 1 MODSEQ (2))',
      '* 2 FETCH (UID 12 FLAGS () RFC822.SIZE 2 MODSEQ (2))',
      '* 3 FETCH (UID 13 FLAGS () RFC822.SIZE 3 MODSEQ (2))',
      '* 2 FETCH (UID 12 MODSEQ (3) FLAGS (\\Flagged))',
      'T2 OK',
      'T3 OK',
    );
    expect(flagsOf(peer, rows)).toEqual(['1:11::2:1', '2:12:\\Flagged:3:2', '3:13::2:3']);
    expect(peer.outcome(star)).toMatchObject({ ok: true });
  });

  it('is of the message that has the number then, and of no other UID', () => {
    const peer = selected();
    const rows = peer.connection.enqueue(
      fetch({ set: [[11, 13]], uid: true, items: ['uid', 'flags', 'size'] }),
    );
    peer.client();
    peer.server(
      '* 1 FETCH (UID 11 FLAGS () RFC822.SIZE 1)',
      '* 2 FETCH (UID 12 FLAGS () RFC822.SIZE 2)',
      '* 1 FETCH (FLAGS (\\Answered))',
      '* 1 EXPUNGE',
      '* 1 FETCH (FLAGS (\\Seen))',
      '* 2 FETCH (UID 13 FLAGS () RFC822.SIZE 3)',
      '* 2 FETCH (UID 14 FLAGS (\\Deleted))',
      '* 2 FETCH (FLAGS (\\Flagged))',
      'T2 OK',
    );
    expect(flagsOf(peer, rows)).toEqual(['1:12:\\Seen:-:2', '2:13:\\Flagged:-:3']);
  });

  it('gives no row what was not asked for', () => {
    const peer = selected();
    const rows = peer.connection.enqueue(fetch({ set: [[1, 1]], uid: false, items: ['uid', 'size'] }));
    peer.client();
    peer.server('* 1 FETCH (UID 11 RFC822.SIZE 1)', '* 1 FETCH (FLAGS (\\Seen) MODSEQ (9))', 'T2 OK');
    expect(flagsOf(peer, rows)).toEqual(['1:11:-:-:1']);
  });
});
