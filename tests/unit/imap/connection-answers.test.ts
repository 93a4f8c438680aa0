import { describe, expect, it } from 'vitest';
import { fetch, list, noop, search, status, toSeqNum } from '../../../lib/imap/index';
import { LocalProtocolError } from '../../../lib/imap/errors';
import { resolveLimits } from '../../../lib/imap/limits';
import type { CommandId } from '../../../lib/imap/types';
import type { FetchRow } from '../../../lib/imap/commands/fetch';
import { authenticated, ImapPeer, selected } from '../../support/imap-peer';

describe('who gets a FETCH response (P15)', () => {
  it('gives news to everybody and answers to the one who asked', () => {
    const peer = selected();
    const id = peer.connection.enqueue(fetch({ set: [[5, 6]], uid: true, items: ['flags', 'envelope'] }));
    peer.server(
      '* 5 FETCH (UID 5 FLAGS (\\Seen))',
      '* 9 FETCH (FLAGS (\\Seen))',
      '* 5 FETCH (UID 5 FLAGS () ENVELOPE (NIL "a" NIL NIL NIL NIL NIL NIL NIL NIL))',
      '* 7 FETCH (UID 7 FLAGS () ENVELOPE (NIL "b" NIL NIL NIL NIL NIL NIL NIL NIL))',
      '* 6 FETCH (UID 6 BODY[] "unasked")',
      'T2 OK',
    );
    expect(peer.outcome(id)).toMatchObject({
      ok: true,
      value: [{ seq: 5, items: { envelope: { subject: 'a' } } }],
    });
    expect(peer.events.filter((event) => event.kind === 'untagged')).toMatchObject([
      { event: { seq: 5, items: { flags: ['\\Seen'] } } },
      { event: { seq: 9 } },
      { event: { seq: 7 } },
      { event: { seq: 6 } },
    ]);
  });

  it('answers everybody who asked, where a server tells the rows of two commands before it completes either', () => {
    const peer = selected();
    const list = peer.connection.enqueue(
      fetch({ set: [[1, 1]], uid: false, items: ['uid', 'flags', 'size', 'bodystructure'] }),
    );
    const one = peer.connection.enqueue(fetch({ set: [[7, 7]], uid: true, items: ['uid', 'bodystructure'] }));
    const same = peer.connection.enqueue(
      fetch({ set: [[7, 7]], uid: true, items: ['uid', 'bodystructure'] }),
    );
    const body = 'BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 1 1)';
    peer.server(
      `* 1 FETCH (UID 7 FLAGS () RFC822.SIZE 9 ${body})`,
      `* 1 FETCH (UID 7 ${body})`,
      `* 1 FETCH (UID 7 ${body})`,
      'T2 OK',
      'T3 OK',
      'T4 OK',
    );
    const first = (id: CommandId) => (peer.outcome(id) as { value: readonly FetchRow[] }).value[0]?.items;
    expect(first(list)).toMatchObject({ uid: 7, size: 9 });
    for (const id of [one, same])
      expect(first(id)).toMatchObject({ uid: 7, bodyStructure: { kind: 'part' } });
    expect(peer.events.filter((event) => event.kind === 'untagged')).toEqual([]);
  });

  it('keeps no rows without end', () => {
    const peer = selected();
    const id = peer.connection.enqueue(fetch({ set: [[1, 1]], uid: true, items: ['uid'] }));
    for (let i = 0; i < 20; i++) peer.server(`* ${(i % 2) + 1} FETCH (UID 1)`);
    for (let i = 0; i < 20; i++) peer.server('* 2 FETCH (UID 1)');
    peer.server('T2 OK');
    expect((peer.outcome(id) as { value: unknown[] }).value).toHaveLength(8);
  });

  it('renumbers the rows when EXPUNGE comes between', () => {
    const peer = selected();
    const id = peer.connection.enqueue(fetch({ set: [[1, 9]], uid: true, items: ['uid'] }));
    peer.server(
      '* 2 FETCH (UID 2)',
      '* 3 FETCH (UID 3)',
      '* 4 FETCH (UID 4)',
      '* 3 EXPUNGE',
      '* 4 FETCH (UID 5)',
      'T2 OK',
    );
    expect(peer.outcome(id)).toMatchObject({
      value: [
        { seq: 2, items: { uid: 2 } },
        { seq: 3, items: { uid: 4 } },
        { seq: 4, items: { uid: 5 } },
      ],
    });
    expect(peer.events).toContainEqual({ kind: 'untagged', event: { kind: 'expunge', seq: toSeqNum(3) } });
  });

  it.each([Infinity, 1])('streams bodies to the sink in chunks of %s (P02)', (chunk) => {
    const got: string[] = [];
    const peer = selected('', {}, chunk);
    const id = peer.connection.enqueue(
      fetch({
        set: [[5, 6]],
        uid: true,
        items: ['uid', { section: '1', peek: true }],
        sink: (seq, uid, section) => ({
          write: (bytes) => got.push(String.fromCharCode(...bytes)),
          end: (complete) => got.push(`<${seq},${uid},${section},${complete}>`),
        }),
      }),
    );
    peer.server('* 3 FETCH (UID 5 BODY[1] {4}\\r\\nab\\r\\n)', '* 4 FETCH (BODY[1] "xy" UID 6)', 'T2 OK');
    expect(got.join('')).toBe('ab\r\n<3,5,1,true>xy<4,6,1,true>');
    expect(peer.outcome(id)).toMatchObject({
      value: [
        { items: { sections: [{ bytes: null, streamed: true }] } },
        { items: { sections: [{ streamed: true }] } },
      ],
    });
    got.length = 0;
    peer.connection.enqueue(
      fetch({
        set: [[5, 5]],
        uid: true,
        items: [{ section: '1', peek: true }],
        sink: () => ({
          write: (b) => got.push(String(b.length)),
          end: (complete) => got.push(String(complete)),
        }),
      }),
    );
    peer.bytes(new TextEncoder().encode('* 3 FETCH (UID 5 BODY[1] {4}\r\nab'));
    peer.connection.end();
    expect(got.at(-1)).toBe('false');
  });
});

describe('limits (P01, P03-P06)', () => {
  it('are positive integers', () => {
    for (const maxLine of [0, -1, NaN, 1.5, Infinity, '5' as unknown as number]) {
      expect(() => resolveLimits({ maxLine })).toThrow(LocalProtocolError);
    }
    expect(() => resolveLimits({ nonsense: 1 } as object)).toThrow(LocalProtocolError);
    expect(resolveLimits({ maxLine: 5 }).maxLine).toBe(5);
  });

  it('are narrower before login', () => {
    const options = { limits: { maxLineBeforeLogin: 100, maxLine: 200, maxListLine: 400 } };
    const early = new ImapPeer(options).server('* OK hi', `* OK ${'x'.repeat(94)}`);
    expect(early.news().at(-1)).toMatchObject({ reason: { code: 'line-too-long' } });
    const peer = selected('', options);
    peer.server(`* OK ${'x'.repeat(193)}`);
    expect(peer.connection.state).toBe('selected');
    peer.connection.enqueue(search({ uid: true, criteria: { kind: 'all' } }));
    peer.server(`* SEARCH ${'12 '.repeat(129)}12`);
    expect(peer.connection.state).toBe('selected');
    peer.server(`* OK ${'x'.repeat(194)}`);
    expect(peer.connection.state).toBe('closed');
  });

  it('drop a string literal that is too large, not the row, and say so', () => {
    const peer = selected('', { limits: { maxKeptLiteral: 4 } });
    const id = peer.connection.enqueue(fetch({ set: [[1, 2]], uid: false, items: ['envelope'] }));
    const row = (n: number, literal: string) =>
      `* ${n} FETCH (UID ${n} ENVELOPE (NIL {${literal.length}}\\r\\n${literal} NIL NIL NIL NIL NIL NIL NIL "<m>"))`;
    peer.server(row(1, 'abcd'), row(2, 'abcde'), 'T2 OK');
    expect(peer.outcome(id)).toMatchObject({
      value: [
        { items: { envelope: { subject: 'abcd' } } },
        { items: { envelope: { subject: '', messageId: '<m>' } } },
      ],
    });
    expect(peer.events).toMatchObject([{ event: { kind: 'malformed' } }, { kind: 'done' }]);
  });

  it('discard bodies nobody asked for or nobody can keep', () => {
    const peer = selected('', { limits: { maxKeptBody: 3 } });
    peer.server('* 1 FETCH (BODY[] {3}\\r\\nabc)');
    expect(peer.news()).toMatchObject([
      { event: { kind: 'fetch', items: { sections: [{ bytes: null }] } } },
      { event: { kind: 'malformed', reason: 'BODY[] nobody asked for' } },
    ]);
    const id = peer.connection.enqueue(
      fetch({ set: [[1, 2]], uid: false, items: [{ section: '', peek: true }] }),
    );
    peer.server('* 1 FETCH (UID 1 BODY[] {3}\\r\\nabc)', '* 2 FETCH (UID 2 BODY[] {4}\\r\\nabcd)', 'T2 OK');
    expect(peer.outcome(id)).toMatchObject({
      value: [
        { items: { sections: [{ bytes: { length: 3 } }] } },
        { items: { sections: [{ bytes: null }] } },
      ],
    });
  });

  it.each(['{4294967295}', '{99999999999999999999}', '{111111111111111111111}'])(
    'end the connection at %s',
    (literal) => {
      const peer = selected().server(`* LIST () "/" ${literal}`);
      expect(peer.news().at(-1)).toMatchObject({ kind: 'closed', reason: { kind: 'protocol' } });
    },
  );

  it('let no server talk without end', () => {
    const peer = selected('', { limits: { maxUnsolicited: 100 } });
    for (let i = 0; i < 7; i++) peer.server('* 5 EXISTS');
    expect(peer.connection.state).toBe('selected');
    peer.connection.enqueue(noop());
    for (let i = 0; i < 50; i++) peer.server('* 5 EXISTS');
    peer.server('T2 OK');
    expect(peer.connection.state).toBe('selected');
    for (let i = 0; i < 9; i++) peer.server('* 5 EXISTS');
    expect(peer.news().at(-1)).toMatchObject({ reason: { code: 'unsolicited-flood' } });
  });

  it('let no command be answered without end', () => {
    const peer = selected('', { limits: { maxAnswer: 200 } });
    peer.connection.enqueue(list());
    for (let i = 0; i < 8; i++) peer.server(`* LIST () "/" Folder${i}`);
    expect(peer.connection.state).toBe('selected');
    peer.server('* LIST () "/" Folder8');
    expect(peer.news().at(-2)).toMatchObject({ reason: { code: 'response-too-large' } });
  });

  it('keep a search of a million messages as ranges', { tags: ['deep'] }, () => {
    const found = (numbers: readonly number[]) => {
      const peer = selected();
      const id = peer.connection.enqueue(search({ uid: true, criteria: { kind: 'all' } }));
      peer.client();
      peer.bytes(new TextEncoder().encode(`* SEARCH ${numbers.join(' ')}\r\nT2 OK\r\n`));
      return peer.outcome(id);
    };
    const million = Array.from({ length: 1_000_000 }, (_, i) => i + 1);
    expect(found(million.toReversed())).toMatchObject({
      ok: true,
      value: { count: 1_000_000, all: [[1, 1_000_000]], min: 1, max: 1_000_000 },
    });
    expect(found([7, 5, 5, 6, 9])).toMatchObject({
      value: {
        all: [
          [5, 7],
          [9, 9],
        ],
      },
    });
  });

  it('remember no odd name of any length', () => {
    const peer = authenticated();
    const name = `caf\u00e9${'e'.repeat(1_100)}`;
    peer.server(`* LIST () "/" "${name.replace('\u00e9', '\\xe9')}"`);
    peer.connection.enqueue(status(name, ['messages']));
    expect(peer.client()).toContain('caf&AOk-');
  });

  it('drop what is nested too deep, not the row', () => {
    for (const depth of [4_000, 100_000]) {
      const peer = selected();
      const id = peer.connection.enqueue(
        fetch({ set: [[1, 1]], uid: false, items: ['bodystructure', 'size'] }),
      );
      peer.server(
        `* 1 FETCH (UID 1 BODYSTRUCTURE ${'('.repeat(depth)}${')'.repeat(depth)} RFC822.SIZE 3)`,
        'T2 OK',
      );
      expect(peer.outcome(id)).toMatchObject({ value: [{ seq: 1, items: { size: 3 } }] });
    }
  });

  it('bound the addresses of an envelope, in linear time (P07)', () => {
    const peer = selected('', { limits: { maxLine: 4_000_000 } });
    const id = peer.connection.enqueue(fetch({ set: [[1, 1]], uid: false, items: ['envelope'] }));
    const many = '(NIL NIL "a" "example.org")'.repeat(100_000);
    peer.server(`* 1 FETCH (UID 1 ENVELOPE (NIL NIL NIL NIL NIL (${many}) NIL NIL NIL "<m>"))`, 'T2 OK');
    expect(peer.events).toMatchObject([{ event: { reason: 'addresses over 10000' } }, { kind: 'done' }]);
    const outcome = peer.outcome(id) as { value: { items: { envelope: { to: unknown[] } } }[] };
    expect(outcome.value[0]?.items.envelope.to).toHaveLength(10_000);
  });

  it('end the connection at too many tokens', () => {
    const peer = selected('', { limits: { maxTokens: 10 } });
    peer.server(`* FLAGS (${'a '.repeat(9)}a)`);
    expect(peer.connection.state).toBe('selected');
    peer.server(`* FLAGS (${'a '.repeat(10)}a)`);
    expect(peer.news().at(-1)).toMatchObject({ reason: { code: 'too-many-tokens' } });
  });
});

describe('answers', () => {
  it.each([
    [
      '* SEARCH 9 1 2 3',
      {
        count: 4,
        min: 1,
        max: 9,
        all: [
          [1, 3],
          [9, 9],
        ],
      },
    ],
    [
      '* ESEARCH (TAG "T2") UID ALL 1:3,9 COUNT 4',
      {
        count: 4,
        all: [
          [1, 3],
          [9, 9],
        ],
      },
    ],
    ['* ESEARCH (TAG "T2") UID', { count: 0, all: [] }],
    ['* ESEARCH (TAG "other") UID ALL 5', { count: 0, all: [] }],
  ])('SEARCH answered by %s', (line, value) => {
    const peer = selected('ESEARCH');
    const id = peer.connection.enqueue(
      search({ uid: true, criteria: { kind: 'all' }, return: ['all', 'count'] }),
    );
    expect(peer.client()).toBe('T2 UID SEARCH RETURN (ALL COUNT) ALL\r\n');
    peer.server(line, 'T2 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: true, value });
  });

  it('takes no sequence numbers for UIDs, however the server says them', () => {
    const peer = selected('ESEARCH');
    const id = peer.connection.enqueue(search({ uid: true, criteria: { kind: 'all' }, return: ['all'] }));
    peer.server('* ESEARCH (TAG "T2") ALL 1:3', 'T2 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
  });

  it('writes a name the way the server wrote it', () => {
    const peer = authenticated();
    peer.connection.enqueue(list());
    peer.server('* LIST () "/" "R&D"', '* LIST () "/" "caf\\xe9"', 'T1 OK');
    peer.client();
    peer.connection.enqueue(status('R&D', ['messages']));
    peer.connection.enqueue(status('R&B', ['messages']));
    peer.connection.enqueue(status('café', ['messages']));
    expect(peer.client()).toBe(
      'T2 STATUS "R&D" (MESSAGES)\r\nT3 STATUS R&-B (MESSAGES)\r\nT4 STATUS {4}\r\n',
    );
  });

  it('writes a name properly once the server did, whatever else it tells of it (Dovecot, NOTIFY)', () => {
    const peer = authenticated();
    peer.connection.enqueue(list());
    peer.server('* LIST () "/" "caf\\xc3\\xa9"', '* LIST () "/" "A&APE-o"', 'T1 OK');
    peer.server('* LIST () "/" "A\\xc3\\xb1o" ("OLDNAME" ("B"))');
    peer.client();
    peer.connection.enqueue(status('Año', ['messages']));
    peer.connection.enqueue(list());
    expect(peer.client()).toContain('STATUS A&APE-o (MESSAGES)');
    peer.server('T2 OK', '* LIST () "/" "caf&AOk-"', 'T3 OK');
    peer.connection.enqueue(status('café', ['messages']));
    expect(peer.client()).toContain('STATUS caf&AOk- (MESSAGES)');
    expect(peer.client()).not.toContain('{');
  });

  it('sends commands to the mailbox the server named, not to the one whose name reads alike', () => {
    const peer = authenticated();
    const listed = peer.connection.enqueue(list());
    peer.client();
    peer.server('* LIST () "/" Trash', '* LIST () "/" "&AFQ-rash"', 'T1 OK');
    expect(peer.outcome(listed)).toMatchObject({
      value: { entries: [{ name: 'Trash' }, { name: '&AFQ-rash' }] },
    });
    peer.connection.enqueue(status('Trash', ['messages']));
    peer.connection.enqueue(status('&AFQ-rash', ['messages']));
    expect(peer.client()).toBe('T2 STATUS Trash (MESSAGES)\r\nT3 STATUS "&AFQ-rash" (MESSAGES)\r\n');
  });

  it('fails a command whose answer did not come', () => {
    const peer = authenticated();
    const id = peer.connection.enqueue(status('a', ['messages']));
    peer.server('* STATUS b (MESSAGES 1)', 'T1 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
  });
});
