/** Capabilities are hints: what a server lists and then refuses is forgotten, by every connection to it, and the command falls back. */
import { describe, expect, it } from 'vitest';
import {
  authenticate,
  enable,
  fetch,
  idle,
  list,
  move,
  namespace,
  noop,
  notify,
  PeerMemory,
  search,
  select,
  sort,
  status,
  store,
  uidExpunge,
  unselect,
  type Command,
} from '../../../lib/imap/index';
import { EXTENSION_COMMANDS } from '../../../lib/imap/refusals';
import type { SaslMechanism } from '../../../lib/imap/types';
import { authenticated, ImapPeer, selected } from '../../support/imap-peer';

const set = [[1, 3]] as const;

interface Ladder {
  readonly what: string;
  readonly has: string;
  readonly command: Command<unknown>;
  /** What is sent, time after time; all but the last are answered BAD. */
  readonly lines: readonly string[];
  readonly forgotten: readonly string[];
}

const ladders: readonly Ladder[] = [
  {
    what: 'SELECT without CONDSTORE',
    has: 'CONDSTORE',
    command: select('a', { condstore: true }),
    lines: ['SELECT a (CONDSTORE)', 'SELECT a'],
    forgotten: ['CONDSTORE'],
  },
  {
    what: 'FETCH without MODSEQ',
    has: 'CONDSTORE',
    command: fetch({ set, uid: true, items: ['flags', 'modseq'] }),
    lines: ['UID FETCH 1:3 (FLAGS MODSEQ)', 'UID FETCH 1:3 (FLAGS)'],
    forgotten: ['CONDSTORE'],
  },
  {
    what: 'FETCH without PREVIEW, with MODSEQ',
    has: 'CONDSTORE PREVIEW',
    command: fetch({ set, uid: true, items: ['flags', 'modseq', 'preview'] }),
    lines: ['UID FETCH 1:3 (FLAGS MODSEQ PREVIEW)', 'UID FETCH 1:3 (FLAGS MODSEQ)'],
    forgotten: ['PREVIEW'],
  },
  {
    what: 'SEARCH without ESEARCH',
    has: 'ESEARCH',
    command: search({ uid: true, criteria: { kind: 'all' }, return: ['all'] }),
    lines: ['UID SEARCH RETURN (ALL) ALL', 'UID SEARCH ALL'],
    forgotten: ['ESEARCH'],
  },
  {
    what: 'SEARCH without PARTIAL, with ESEARCH',
    has: 'ESEARCH PARTIAL',
    command: search({ uid: true, criteria: { kind: 'all' }, return: ['count'], partial: [1, 9] }),
    lines: ['UID SEARCH RETURN (COUNT PARTIAL 1:9) ALL', 'UID SEARCH RETURN (COUNT) ALL'],
    forgotten: ['PARTIAL'],
  },
  {
    what: 'SEARCH where only ESEARCH was the reason: PARTIAL comes back',
    has: 'ESEARCH PARTIAL',
    command: search({ uid: true, criteria: { kind: 'all' }, return: ['count'], partial: [1, 9] }),
    lines: ['UID SEARCH RETURN (COUNT PARTIAL 1:9) ALL', 'UID SEARCH RETURN (COUNT) ALL', 'UID SEARCH ALL'],
    forgotten: ['ESEARCH'],
  },
  {
    what: 'LIST without counters',
    has: 'LIST-EXTENDED LIST-STATUS SPECIAL-USE',
    command: list({ return: ['children', 'special-use'], status: ['messages'] }),
    lines: [
      'LIST "" "*" RETURN (CHILDREN SPECIAL-USE STATUS (MESSAGES))',
      'LIST "" "*" RETURN (CHILDREN SPECIAL-USE)',
    ],
    forgotten: ['LIST-STATUS'],
  },
  {
    what: 'LIST without SPECIAL-USE',
    has: 'LIST-EXTENDED SPECIAL-USE',
    command: list({ return: ['children', 'special-use'] }),
    lines: ['LIST "" "*" RETURN (CHILDREN SPECIAL-USE)', 'LIST "" "*" RETURN (CHILDREN)'],
    forgotten: ['SPECIAL-USE'],
  },
  {
    what: 'LIST as of old',
    has: 'LIST-EXTENDED SPECIAL-USE',
    command: list({ return: ['children', 'special-use'] }),
    lines: ['LIST "" "*" RETURN (CHILDREN SPECIAL-USE)', 'LIST "" "*" RETURN (CHILDREN)', 'LIST "" "*"'],
    forgotten: ['LIST-EXTENDED'],
  },
  {
    what: 'STATUS without HIGHESTMODSEQ and SIZE',
    has: 'CONDSTORE STATUS=SIZE',
    command: status('a', ['messages', 'highestmodseq', 'size']),
    lines: [
      'STATUS a (MESSAGES HIGHESTMODSEQ SIZE)',
      'STATUS a (MESSAGES HIGHESTMODSEQ)',
      'STATUS a (MESSAGES)',
    ],
    forgotten: ['CONDSTORE'],
  },
];

describe('BAD to a command that leans on an extension', () => {
  it.each(ladders)('sends it again: $what', ({ has, command, lines, forgotten }) => {
    const peer = selected(has);
    const id = peer.connection.enqueue(command);
    lines.forEach((line, i) => {
      expect(peer.client()).toBe(`T${i + 2} ${line}\r\n`);
      expect(peer.outcome(id)).toBeUndefined();
      if (i < lines.length - 1) peer.server(`T${i + 2} BAD what is that`);
    });
    peer.server('* STATUS a (MESSAGES 1)', `T${lines.length + 1} OK done`);
    expect(peer.outcome(id)).toMatchObject({ ok: true });
    expect([...peer.connection.peer.refused.keys()]).toEqual(forgotten);
    for (const name of forgotten) expect(peer.connection.capabilities.has(name)).toBe(false);
    // The list says it again, and is not believed.
    peer.server(`* CAPABILITY IMAP4rev1 ${has}`);
    for (const name of forgotten) expect(peer.connection.capabilities.has(name)).toBe(false);
  });

  it('gives the refusal when it is the same without them, and believes the list again', () => {
    const peer = selected('ESEARCH PARTIAL');
    const id = peer.connection.enqueue(
      search({ uid: true, criteria: { kind: 'all' }, return: ['count'], partial: [1, 9] }),
    );
    for (const tag of ['T2', 'T3', 'T4']) {
      peer.client();
      peer.server(`${tag} BAD not in this mood`);
    }
    expect(peer.outcome(id)).toMatchObject({ failure: { kind: 'bad', text: 'not in this mood' } });
    expect(peer.client()).toBe('');
    expect(peer.connection.capabilities.has('ESEARCH')).toBe(true);
    expect(peer.connection.capabilities.has('PARTIAL')).toBe(true);
  });

  it.each([
    '[UNAVAILABLE]',
    '[INUSE]',
    '[LIMIT]',
    '[SERVERBUG]',
    '[OVERQUOTA]',
    '[CAPABILITY IMAP4rev1 ESEARCH]',
  ])('with a reason that lies elsewhere (%s) is final at once and teaches nothing', (code) => {
    const peer = selected('ESEARCH');
    const id = peer.connection.enqueue(search({ uid: true, criteria: { kind: 'all' }, return: ['all'] }));
    peer.client();
    peer.server(`T2 BAD ${code} later`);
    expect(peer.outcome(id)).toMatchObject({ failure: { kind: 'bad' } });
    expect(peer.connection.capabilities.has('ESEARCH')).toBe(true);
  });

  it('NO is the answer, not doubt: of SELECT, SEARCH and MOVE', () => {
    const peer = selected('CONDSTORE ESEARCH MOVE');
    const asked: readonly Command<unknown>[] = [
      search({ uid: true, criteria: { kind: 'all' }, return: ['all'] }),
      move({ set, uid: true, to: 'a' }),
      select('a', { condstore: true }),
    ];
    const ids = asked.map((command, i) => {
      const id = peer.connection.enqueue(command);
      peer.client();
      peer.server(`T${i + 2} NO not possible`);
      return id;
    });
    for (const id of ids) expect(peer.outcome(id)).toMatchObject({ failure: { kind: 'no' } });
    expect(peer.connection.peer.refused.size).toBe(0);
  });

  it('NO to LIST with options is doubt: nothing in a plain LIST can be refused', () => {
    const peer = authenticated('LIST-EXTENDED');
    const id = peer.connection.enqueue(list({ return: ['subscribed'] }));
    peer.client();
    peer.server('T1 NO unsupported');
    expect(peer.client()).toBe('T2 LIST "" "*"\r\n');
    peer.server('* LIST () "/" a', 'T2 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: true, value: { entries: [{ name: 'a' }] } });
  });

  it('does not leave out what changes the meaning: UNCHANGEDSINCE, CHANGEDSINCE', () => {
    const peer = selected('CONDSTORE');
    const storing = peer.connection.enqueue(
      store({ set, uid: true, mode: 'add', flags: ['\\Seen'], silent: true, unchangedSince: 5n as never }),
    );
    peer.client();
    peer.server('T2 BAD what is that');
    expect(peer.outcome(storing)).toMatchObject({ failure: { kind: 'bad' } });
    expect(peer.client()).toBe('');
    expect(peer.connection.capabilities.has('CONDSTORE')).toBe(false);
  });
});

describe('literals that are not waited for', () => {
  const find = search({ uid: true, criteria: { kind: 'text', field: 'subject', value: 'é' } });

  it.each(['LITERAL+', 'LITERAL-'])(
    'are given up after BAD (%s); answers to their octets are nobody’s',
    (name) => {
      const peer = selected(name);
      const id = peer.connection.enqueue(find);
      expect(peer.client()).toBe('T2 UID SEARCH CHARSET UTF-8 SUBJECT {2+}\r\nÃ©\r\n');
      peer.server('T2 BAD no literals like that', '\\xc3\\xa9 BAD no such command');
      expect(peer.client()).toBe('T3 UID SEARCH CHARSET UTF-8 SUBJECT {2}\r\n');
      peer.server('+ go on');
      expect(peer.client()).toBe('Ã©\r\n');
      peer.server('* SEARCH 7', 'T3 OK');
      expect(peer.outcome(id)).toMatchObject({ ok: true, value: { all: [[7, 7]] } });
      expect(peer.connection.capabilities.has(name)).toBe(false);
    },
  );

  it('are the last suspect: ESEARCH goes first', () => {
    const peer = selected('LITERAL+ ESEARCH');
    peer.connection.enqueue(
      search({ uid: true, criteria: { kind: 'text', field: 'subject', value: 'é' }, return: ['all'] }),
    );
    peer.client();
    peer.server('T2 BAD what is that');
    expect(peer.client()).toBe('T3 UID SEARCH CHARSET UTF-8 SUBJECT {2+}\r\nÃ©\r\n');
  });
});

describe('commands that are an extension', () => {
  const group = { mailboxes: 'SELECTED-DELAYED', events: ['MessageNew', 'MessageExpunge'] } as const;
  const cases: readonly (readonly [
    capability: string,
    command: Command<unknown>,
    answers: readonly string[],
  ])[] = [
    ['MOVE', move({ set, uid: true, to: 'a' }), ['BAD']],
    ['UIDPLUS', uidExpunge(set), ['BAD']],
    ['NOTIFY', notify([group]), ['NO', 'BAD']],
    ['ENABLE', enable(['CONDSTORE']), ['NO', 'BAD']],
    ['NAMESPACE', namespace(), ['NO', 'BAD']],
    ['IDLE', idle(), ['BAD']],
    ['UNSELECT', unselect(), ['BAD']],
    ['SORT', sort({ uid: true, keys: [{ field: 'date' }], criteria: { kind: 'all' } }), ['BAD']],
  ];

  /** What a whole session would miss is not given up for one refusal without a reason. */
  const dear = ['MOVE', 'UIDPLUS', 'IDLE'];

  it.each(cases.flatMap(([name, command, answers]) => answers.map((word) => ({ name, command, word }))))(
    'are forgotten after $word: $name',
    ({ name, command, word }) => {
      const peer = selected(`${name} CONDSTORE`);
      if (dear.includes(name)) {
        peer.connection.enqueue(command);
        peer.client();
        peer.server(`T2 ${word} not now`);
        expect(peer.connection.capabilities.has(name)).toBe(true);
      }
      const id = peer.connection.enqueue(command);
      peer.client();
      peer.server(`T${dear.includes(name) ? 3 : 2} ${word} not here`);
      expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { text: 'not here' } });
      expect(peer.connection.peer.refused.get(name)).toBe('not here');
      expect(peer.connection.capabilities.has(name)).toBe(false);
      expect(peer.connection.capabilities.has('CONDSTORE')).toBe(true);
    },
  );

  it('are not forgotten when one works between two refusals, and at once when the reason is said', () => {
    const peer = selected('MOVE CONDSTORE');
    const send = (answer: string): boolean => {
      peer.connection.enqueue(move({ set, uid: true, to: 'a' }));
      const [tag] = peer.client().split(' ');
      peer.server(`${tag} ${answer}`);
      return peer.connection.capabilities.has('MOVE');
    };
    expect([send('BAD hm'), send('OK done'), send('BAD hm'), send('NO full'), send('BAD hm')]).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(send('BAD [CLIENTBUG] unknown command')).toBe(false);
  });

  it.each([...EXTENSION_COMMANDS].map(([command, { capability, on }]) => ({ command, capability, on })))(
    '$command stands for $capability',
    ({ command, capability, on }) => {
      expect(command).toBe(command.toUpperCase());
      expect(capability).toBe(capability.toUpperCase());
      expect(on).toContain('bad');
    },
  );

  it('IMAP4rev2 has them built in, and a refusal counts all the same', () => {
    const peer = selected('IMAP4rev2');
    expect(peer.connection.capabilities.has('MOVE')).toBe(true);
    expect(peer.connection.capabilities.has('CONDSTORE')).toBe(false);
    for (const tag of ['T2', 'T3']) {
      peer.connection.enqueue(move({ set, uid: true, to: 'a' }));
      peer.client();
      peer.server(`${tag} BAD what is that`);
    }
    expect(peer.connection.capabilities.has('MOVE')).toBe(false);
    expect(peer.connection.capabilities.has('UIDPLUS')).toBe(true);
  });
});

describe('AUTHENTICATE', () => {
  const plain: SaslMechanism = {
    name: 'PLAIN',
    initial: () => new Uint8Array([0, 97, 0, 98]),
    challenge: () => ({ kind: 'fail', reason: 'none is expected' }),
    derived: () => ({ kind: 'fail', reason: 'none is expected' }),
    success: () => true,
  };
  const greeted = () => new ImapPeer().server('* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi');

  it('answered BAD with a response that came along: SASL-IR is forgotten, and nothing is sent by itself', () => {
    const peer = greeted();
    const id = peer.connection.enqueue(authenticate(plain));
    peer.client();
    peer.server('T1 BAD too many arguments');
    expect(peer.outcome(id)).toMatchObject({ failure: { kind: 'bad' } });
    expect([peer.client(), peer.connection.capabilities.has('SASL-IR')]).toEqual(['', false]);
  });

  it.each(['NO wrong', 'BAD [AUTHENTICATIONFAILED] wrong', 'NO [AUTHENTICATIONFAILED] wrong'])(
    'answered %s: it is about the password',
    (line) => {
      const peer = greeted();
      peer.connection.enqueue(authenticate(plain));
      peer.client();
      peer.server(`T1 ${line}`);
      expect(peer.connection.capabilities.has('SASL-IR')).toBe(true);
    },
  );
});

describe('what was learnt', () => {
  it('is shared by all connections to the server, and by no others', () => {
    const memory = new PeerMemory();
    const first = selected('MOVE', { peer: memory });
    const second = selected('MOVE', { peer: memory });
    const stranger = selected('MOVE');
    for (const peer of [first, second]) {
      peer.connection.enqueue(move({ set, uid: true, to: 'a' }));
      peer.client();
      peer.server('T2 BAD what is that');
    }
    expect([first, second, stranger].map(({ connection }) => connection.capabilities.has('MOVE'))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('may come from other signs than a refusal', () => {
    const peer = selected('SPECIAL-USE');
    peer.connection.forget('special-use', 'lists nothing');
    expect(peer.connection.capabilities.has('SPECIAL-USE')).toBe(false);
    expect(peer.connection.capabilities.list()).toContain('SPECIAL-USE');
  });

  it('is bounded', () => {
    const memory = new PeerMemory();
    for (let i = 0; i < 1_000; i++) memory.forget(`X-${i}`, 'x'.repeat(10_000));
    expect(memory.refused.size).toBe(100);
    expect(memory.refused.get('X-0')?.length).toBe(200);
  });

  it('a command sent again settles once, also when the connection ends under it', () => {
    const peer = selected('ESEARCH');
    const id = peer.connection.enqueue(search({ uid: true, criteria: { kind: 'all' }, return: ['all'] }));
    const behind = peer.connection.enqueue(noop());
    peer.client();
    peer.server('T2 BAD what is that');
    expect(peer.client()).toBe('T4 UID SEARCH ALL\r\n');
    peer.connection.end();
    expect(peer.outcome(id)).toMatchObject({ failure: { kind: 'closed', sent: true } });
    expect(peer.outcome(behind)).toMatchObject({ failure: { kind: 'closed', sent: true } });
  });
});
