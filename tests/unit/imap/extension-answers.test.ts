/** What the answers of extensions give: changes since a mod-sequence, messages without sequence numbers, folders with more beside their names. */
import { describe, expect, it } from 'vitest';
import * as imap from '../../../lib/imap/index';
import { LocalProtocolError } from '../../../lib/imap/errors';
import { authenticated, selected, type ImapPeer } from '../../support/imap-peer';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const all: imap.SearchCriteria = { kind: 'all' };
const set = [[1, 9]] as const;
const modSeq = (n: bigint): imap.ModSeq => n as imap.ModSeq;
const known = { uidValidity: 67890007 as imap.UidValidity, modSeq: modSeq(20050715194045000n) };

/** What the command gives when the server answers so. */
function value<T>(command: imap.Command<T>, ...lines: readonly string[]): T {
  const peer = selected('LITERAL+ ESEARCH');
  const id = peer.connection.enqueue(command);
  peer.client();
  peer.server(...lines);
  const outcome = peer.outcome(id);
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  return outcome.value as T;
}

describe('what QRESYNC tells', () => {
  const row = '* 3 FETCH (UID 117 FLAGS (\\Seen) MODSEQ (90060115194045001))';
  const lines = ['* 314 EXISTS', '* OK [UIDVALIDITY 67890007] x', '* OK [HIGHESTMODSEQ 90060128194045007] x'];

  it('in SELECT: what changed and what is gone, not what was said before CLOSED', () => {
    const peer = selected('QRESYNC');
    const id = peer.connection.enqueue(imap.select('b', { qresync: known }));
    peer.client();
    peer.server(
      '* VANISHED (EARLIER) 1:3',
      '* 9 FETCH (UID 900 FLAGS ())',
      '* OK [CLOSED] left',
      ...lines,
      '* OK [MAILBOXID (F1)] x',
      '* NO [UIDNOTSTICKY] x',
      '* OK [UIDNOTSTICKY] x',
      '* VANISHED (EARLIER) 43:116,41',
      row,
      '* VANISHED (EARLIER) 118',
      'T2 OK [READ-WRITE] mailbox selected',
    );
    expect(peer.outcome(id)).toMatchObject({
      ok: true,
      value: {
        exists: 314,
        highestModSeq: 90060128194045007n,
        mailboxId: 'F1',
        uidNotSticky: true,
        readOnly: false,
        vanished: [
          [41, 41],
          [43, 116],
          [118, 118],
        ],
        changed: [{ seq: 3, items: { uid: 117, flags: ['\\Seen'], modSeq: 90060115194045001n } }],
      },
    });
  });

  it(
    'not without end: a server that names more changes than anybody keeps is not believed (P05)',
    { tags: ['deep'] },
    () => {
      const vanished = { kind: 'vanished', earlier: true, uids: [] } as const;
      const scattered = (ranges: number) =>
        Array.from({ length: ranges }, (_, i) => [2 * i + 1, 2 * i + 1] as const);
      const select = () => imap.select('b', { qresync: known }).start();
      const fetched = () => imap.fetchChanges({ set, items: ['flags'], changedSince: modSeq(1n) }).start();
      for (const start of [select, fetched]) {
        const most = start();
        most.untagged?.({ ...vanished, uids: scattered(1_000_000) });
        expect(most.failed?.() ?? null).toBeNull();
        most.untagged?.({ ...vanished, uids: [[1, 1]] });
        expect(most.failed?.()).toContain('more changes');
      }
      const rows = select();
      const row = { kind: 'fetch', seq: imap.toSeqNum(1), items: {} } as const;
      for (let i = 0; i < 1_000_000; i++) rows.untagged?.(row);
      expect(rows.failed?.() ?? null).toBeNull();
      expect(rows.untagged?.(row)).toBe(true);
      expect(rows.failed?.()).toContain('more changes');
    },
  );

  it('not to a SELECT that did not ask', () => {
    const peer = selected('QRESYNC');
    const id = peer.connection.enqueue(imap.select('b'));
    peer.client();
    peer.server(...lines, '* OK [NOMODSEQ] none here', row, 'T2 OK [READ-ONLY] done');
    expect(peer.outcome(id)).toMatchObject({ value: { vanished: [], changed: [], readOnly: true } });
    expect(peer.news()).toContainEqual(
      expect.objectContaining({ kind: 'untagged', event: expect.objectContaining({ kind: 'fetch' }) }),
    );
  });

  it('in UID FETCH: rows, and what is gone since then; what goes meanwhile is news', () => {
    const peer = selected('QRESYNC');
    const changes = imap.fetchChanges({
      set: [[1, Infinity]],
      items: ['flags'],
      changedSince: modSeq(12345n),
    });
    const id = peer.connection.enqueue(changes);
    peer.client();
    peer.server(
      '* VANISHED (EARLIER) 41,43:116',
      '* VANISHED 7',
      row,
      '* VANISHED (EARLIER) 42',
      'T2 OK done',
    );
    expect(peer.outcome(id)).toMatchObject({
      value: { rows: [{ seq: 3, items: { uid: 117 } }], vanished: [[41, 116]] },
    });
    expect(peer.news()).toContainEqual({
      kind: 'untagged',
      event: { kind: 'vanished', earlier: false, uids: [[7, 7]] },
    });
  });

  it('of a long set in lines that servers read, as one answer', () => {
    const scattered = Array.from({ length: 2_000 }, (_, i) => [100_001 + 2 * i, 100_001 + 2 * i] as const);
    const changes = imap.fetchChanges({ set: scattered, items: ['flags'], changedSince: modSeq(1n) });
    const { parts, join } = changes.split?.(8_000) ?? { parts: [], join: () => null };
    expect(parts.map(({ name }) => name)).toEqual(['UID FETCH', 'UID FETCH']);
    const one = { seq: imap.toSeqNum(1), items: {} };
    expect(
      join([
        { rows: [one], vanished: [[1, 2]] },
        { rows: [], vanished: [[3, 3]] },
      ]),
    ).toEqual({ rows: [one], vanished: [[1, 3]] });
  });

  it('of UIDs too scattered for one line, SELECT asks without them', () => {
    const ranges = (count: number) =>
      Array.from({ length: count }, (_, i) => [1_001 + 2 * i, 1_001 + 2 * i] as const);
    const asked = (count: number): string => {
      const peer = selected('QRESYNC');
      peer.connection.enqueue(imap.select('b', { qresync: { ...known, knownUids: ranges(count) } }));
      return peer.client();
    };
    // Five octets a UID, but for the last comma.
    expect(asked(400)).toHaveLength('T2 SELECT b (QRESYNC (67890007 20050715194045000 ))\r\n'.length + 1_999);
    expect(asked(401)).toBe('T2 SELECT b (QRESYNC (67890007 20050715194045000))\r\n');
  });

  it('messages a conditional STORE left alone', () => {
    const store = imap.store({
      set,
      uid: true,
      mode: 'add',
      flags: ['a'],
      silent: true,
      unchangedSince: modSeq(1n),
    });
    expect(value(store, 'T2 OK [MODIFIED 7,9] partly')).toEqual({
      modified: [
        [7, 7],
        [9, 9],
      ],
    });
    expect(value(store, 'T2 OK done')).toEqual({ modified: [] });
  });
});

describe('without sequence numbers (UIDONLY, RFC 9586)', () => {
  const uidOnly = (): ImapPeer => {
    const peer = authenticated('UIDONLY ENABLE');
    peer.connection.enqueue(imap.enable(['UIDONLY']));
    peer.client();
    peer.server('* ENABLED UIDONLY', 'T1 OK on');
    peer.connection.enqueue(imap.select('a'));
    peer.client();
    peer.server('* 3 EXISTS', 'T2 OK done');
    peer.news();
    return peer;
  };

  it('rows come by UID, each its own, and their literals reach their sink', () => {
    const peer = uidOnly();
    const written: [seq: number, uid: number | undefined, text: string][] = [];
    const id = peer.connection.enqueue(
      imap.fetch({
        set: [[20, 40]],
        uid: true,
        items: ['flags', { section: '1', peek: true }],
        sink: (seq, uid) => ({
          write: (chunk) => void written.push([seq, uid, String.fromCharCode(...chunk)]),
          end: () => undefined,
        }),
      }),
    );
    peer.client();
    peer.server(
      '* 25 UIDFETCH (FLAGS (\\Seen) BODY[1] {2}\\r\\nab)',
      '* 31 UIDFETCH (BODY[1] "cd" FLAGS ())',
      '* 99 UIDFETCH (FLAGS (\\Deleted))',
      '* VANISHED 31',
      'T3 OK done',
    );
    expect(written).toEqual([
      [0, 25, 'ab'],
      [0, 31, 'cd'],
    ]);
    expect(peer.outcome(id)).toMatchObject({
      value: [
        { seq: imap.NO_SEQ, items: { uid: 25, flags: ['\\Seen'] } },
        { seq: imap.NO_SEQ, items: { uid: 31 } },
      ],
    });
    expect(peer.news()).toContainEqual({
      kind: 'untagged',
      event: { kind: 'uidfetch', uid: 99, items: { uid: 99, flags: ['\\Deleted'] } },
    });
  });

  it('commands that speak in them are refused before they are sent', () => {
    const peer = uidOnly();
    const commands = [
      imap.fetch({ set, uid: false, items: ['flags'] }),
      imap.store({ set, uid: false, mode: 'add', flags: ['a'], silent: true }),
      imap.copy({ set, uid: false, to: 'b' }),
      imap.move({ set, uid: false, to: 'b' }),
      imap.search({ uid: false, criteria: all }),
      imap.search({ uid: true, criteria: { kind: 'seqs', set } }),
      imap.sort({ uid: false, keys: [{ field: 'date' }], criteria: all }),
      imap.thread({ uid: false, algorithm: 'REFS', criteria: all }),
      imap.replace({ uid: false, number: 1, mailbox: 'a', message: bytes('x') }),
    ];
    for (const command of commands)
      expect(() => peer.connection.enqueue(command as imap.Command<unknown>), command.name).toThrow(
        LocalProtocolError,
      );
    expect(peer.client()).toBe('');
  });
});

describe('what mailboxes are listed with', () => {
  it('rights, notes and counters, each with its mailbox', () => {
    const found = value(
      imap.list({ status: ['messages'], myRights: true, metadata: ['/shared/color'] }),
      '* LIST () "/" INBOX',
      '* MYRIGHTS INBOX lrs',
      '* METADATA INBOX ("/shared/color" "#c00")',
      '* METADATA INBOX (/SHARED/x NIL)',
      '* METADATA INBOX /shared/other',
      '* STATUS INBOX (MESSAGES 4)',
      '* STATUS INBOX (APPENDLIMIT NIL)',
      'T2 OK done',
    );
    const inbox = imap.toMailboxName('INBOX');
    expect(found.rightsByMailbox).toEqual(new Map([[inbox, 'lrs']]));
    expect(found.metadataByMailbox).toEqual(
      new Map([
        [
          inbox,
          new Map([
            ['/shared/color', '#c00'],
            ['/shared/x', null],
          ]),
        ],
      ]),
    );
    expect(found.statusByMailbox).toEqual(new Map([[inbox, { messages: 4, appendLimit: null }]]));
  });

  it('nothing of it unasked', () => {
    const peer = selected();
    const id = peer.connection.enqueue(imap.list());
    peer.client();
    peer.server('* LIST () "/" a', '* MYRIGHTS a l', '* METADATA a (/shared/x "1")', 'T2 OK done');
    expect(peer.outcome(id)).toMatchObject({
      value: { rightsByMailbox: new Map(), metadataByMailbox: new Map() },
    });
    expect(peer.news().map((one) => one.kind === 'untagged' && one.event.kind)).toEqual(
      expect.arrayContaining(['myrights', 'metadata']),
    );
  });

  it('XLIST in the words of SPECIAL-USE', () => {
    const found = value(
      imap.xlist(),
      '* XLIST (\\HasNoChildren \\AllMail) "/" All',
      '* XLIST (\\Spam) "/" Spam',
      '* XLIST (\\Starred \\Sent) "/" S',
      'T2 OK done',
    );
    expect(found.map(({ attributes }) => attributes)).toEqual([
      ['\\hasnochildren', '\\all'],
      ['\\junk'],
      ['\\flagged', '\\sent'],
    ]);
  });
});

it('sizes of parts that come in two rows of one message stay together', () => {
  const rows = value(
    imap.fetch({ set, uid: true, items: [{ binarySize: '1' }, { binarySize: '2' }] }),
    '* 1 FETCH (UID 5 BINARY.SIZE[1] 10)',
    '* 1 FETCH (UID 5 BINARY.SIZE[2] 20)',
    'T2 OK done',
  );
  expect(rows).toMatchObject([
    {
      items: {
        binarySizes: [
          { section: '1', octets: 10 },
          { section: '2', octets: 20 },
        ],
      },
    },
  ]);
});

it('limits and lists in capabilities', () => {
  const can = new imap.CapabilitySet([
    'APPENDLIMIT=35651584',
    'messagelimit=1000',
    'SAVELIMIT=many',
    'RIGHTS=TEXK',
    'THREAD=REFERENCES',
    'THREAD=REFS',
    'QUOTA=RES-STORAGE',
  ]);
  expect(can.limit('APPENDLIMIT')).toBe(35_651_584);
  expect(can.limit('MESSAGELIMIT')).toBe(1000);
  expect(can.limit('SAVELIMIT')).toBeNull();
  expect(can.extraRights()).toBe('texk');
  expect(can.values('thread')).toEqual(['REFERENCES', 'REFS']);
  expect(new imap.CapabilitySet(['APPENDLIMIT']).limit('APPENDLIMIT')).toBeNull();
  expect(new imap.CapabilitySet(['ACL']).extraRights()).toBeNull();
});
