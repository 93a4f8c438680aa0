/** The rows of docs/attacks.md on what a server may say inside TLS around the sign-in: the session alone, on a virtual clock. */
import { pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authenticate, list, login, select } from '../../../lib/imap';
import { buildFolders } from '../../../lib/mail';
import { scram, type ScramHash } from '../../../lib/sasl';
import { GREETING_TIMEOUT } from '../../../lib/session/limits';
import { authenticated, ImapPeer } from '../../support/imap-peer';
import { AFTER, GREETING, login as signedIn, OddServer, plain } from '../../support/odd-server';
import { settle, TARGET } from '../../support/session-world';

const markup = '<img src=x onerror=alert(1)>';
const noise = [
  `* LIST () "/" "${markup}"`,
  '* LSUB () "/" evil',
  '* STATUS INBOX (MESSAGES 3)',
  '* SEARCH 1 2',
  '* ESEARCH UID ALL 1:3',
  '* FLAGS (\\Seen)',
  '* 3 EXISTS',
  '* 2 RECENT',
  '* 1 EXPUNGE',
  '* 1 FETCH (UID 9 FLAGS (\\Seen))',
  '* VANISHED 1:9',
];

/** A sign-in to a server that answers like this; the words it was sent, and what came of it. */
async function attacked(greeting: string, special?: (command: string) => string | null | undefined) {
  const server = new OddServer(greeting, plain(2, special));
  const result = await server.signIn();
  const verbs = server.lines.map((line) => line.split(' ')[1] ?? '');
  return { server, verbs, result, error: result.ok ? null : result.error };
}

const refusing = signedIn('@ NO [AUTHENTICATIONFAILED] no');

describe('a server inside TLS', () => {
  it('A06: that signs in by PREAUTH is not used without a password', async () => {
    const { error, verbs, server } = await attacked('* PREAUTH [CAPABILITY IMAP4rev1] welcome mallory');
    expect(error).toMatchObject({ code: 'server-protocol', values: { detail: 'PREAUTH' } });
    expect(verbs).not.toContain('LIST');
    expect(server.log).toEqual([]);
  });

  it('A07: that refers the sign-in elsewhere is quoted, and not followed', async () => {
    const { error, server } = await attacked(
      GREETING,
      signedIn('@ NO [REFERRAL imap://mallory.example.net/] go there'),
    );
    expect(error).toMatchObject({
      code: 'server-refused',
      serverText: 'imap://mallory.example.net/ go there',
    });
    await server.clock.advance(600_000);
    expect(server.dials).toBe(1);
    expect(server.sent('AUTHENTICATE')).toHaveLength(1);
  });

  it('A08: that refers a mailbox elsewhere is not followed, and remote mailboxes are never asked for', async () => {
    const { server, verbs } = await attacked(GREETING, (command) =>
      command.startsWith('SELECT')
        ? '@ NO [REFERRAL imap://mallory.example.net/INBOX] moved'
        : signedIn(AFTER)(command),
    );
    await server.clock.advance(10_000);
    expect(server.failures.map(({ code }) => code)).toContain('mailbox-refused');
    expect(server.dials).toBe(1);
    expect(verbs).not.toContain('RLIST');
    expect(server.lines.join('\n')).not.toMatch(/RLIST|RLSUB|REMOTE|mallory/i);
  });

  it('A09: that refers elsewhere untagged is not listened to', async () => {
    const { error, server } = await attacked(
      `${GREETING}\r\n* OK [REFERRAL imap://mallory.example.net/] go`,
      (c) => signedIn(AFTER)(c),
    );
    expect(error).toBeNull();
    expect(server.dials).toBe(1);
  });

  it.each(noise)('A14: that says %s before the sign-in is not believed', async (line) => {
    const { error, server } = await attacked(`${GREETING}\r\n${line}`, refusing);
    expect(error?.code).toBe('wrong-password');
    expect([server.log, server.rows]).toEqual([[], []]);
    const peer = new ImapPeer().server('* OK hi', line);
    expect(peer.news().at(-1)).toMatchObject({ event: { kind: 'malformed' } });
    expect(peer.connection.state).toBe('not-authenticated');
  });

  it('A16: that names a folder like markup has named a folder; nothing of before the sign-in is one', () => {
    const peer = new ImapPeer().server('* OK hi', '* LIST () "/" early');
    peer.connection.enqueue(login('u', 'p'));
    peer.server('T1 OK in');
    const id = peer.connection.enqueue(list());
    peer.server(`* LIST () "/" "${markup}"`, 'T2 OK');
    const outcome = peer.outcome(id) as { value: { entries: Parameters<typeof buildFolders>[0] } };
    const folders = buildFolders(outcome.value.entries);
    expect(folders.map(({ name, label }) => [name, label])).toEqual([[markup, markup]]);
  });

  it.each(['ALERT', 'BADCHARSET (X)', 'PARSE'])(
    'A17: that speaks by [%s] is quoted: plain, at most 300 characters, no controls',
    async (code) => {
      for (const status of ['NO', 'BAD']) {
        const { error } = await attacked(
          GREETING,
          signedIn(`@ ${status} [${code}] \u001b[31m\u202e${markup}${'x'.repeat(2_000)}`),
        );
        const said = error?.serverText ?? '';
        expect(said).toContain(markup);
        expect(said.length).toBeLessThanOrEqual(300);
        expect([...said].filter((one) => one < ' ' || one === '\u202e')).toEqual([]);
      }
    },
  );

  it.each([
    ['a tagged line', 'T1 OK hello', 'server-protocol'],
    ['junk', '220 ready', 'server-protocol'],
    ['junk, then a greeting', `220 ready\r\n${GREETING}`, 'server-protocol'],
    ['NO', '* NO not you', 'server-protocol'],
    ['BYE', '* BYE full', 'server-bye'],
  ])('A18: that greets by %s is one error, and one connection', async (_, greeting, code) => {
    const { error, server, verbs } = await attacked(greeting);
    expect(error?.code).toBe(code);
    await server.clock.advance(600_000);
    expect(server.dials).toBe(1);
    expect(verbs.filter((verb) => /AUTHENTICATE|LOGIN/.test(verb))).toEqual([]);
  });

  it('A19: that completes a command before it was sent is left', async () => {
    const { error, server } = await attacked(`${GREETING}\r\nT7 OK done`);
    expect(error).toMatchObject({ code: 'server-protocol', values: { detail: 'unknown-tag' } });
    expect(server.log).toEqual([]);
    const peer = authenticated();
    peer.connection.enqueue(select('INBOX'));
    peer.server('T2 OK [READ-WRITE] ahead', '* 3 EXISTS');
    expect(peer.news()).toContainEqual({
      kind: 'closed',
      reason: { kind: 'protocol', code: 'unknown-tag', detail: 'T2' },
    });
  });

  it('A21: that forbids LOGIN is not sent one, in whatever order it says so', async () => {
    const { error, verbs } = await attacked('* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi');
    expect(error?.code).toBe('login-disabled');
    expect(verbs).not.toContain('LOGIN');
    const late = await attacked('* OK hi', (command) =>
      command === 'CAPABILITY' ? '* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n@ OK' : undefined,
    );
    expect(late.error?.code).toBe('login-disabled');
    expect(late.server.sent('LOGIN')).toEqual([]);
  });

  it.each([
    'UTF8=ONLY',
    'IMAPSIEVE=sieve://mallory.example.net/',
    'URLAUTH X-URL=http://mallory.example.net/',
  ])(
    'A24: that lists %s is asked by ENABLE before SELECT, and no address of its is looked up',
    async (extra) => {
      const { server, verbs } = await attacked(GREETING, (command) => {
        if (command.startsWith('ENABLE')) return '* ENABLED UTF8=ACCEPT\r\n@ OK';
        return signedIn(`@ OK [CAPABILITY IMAP4rev1 ENABLE ${extra}] in`)(command);
      });
      expect(verbs).toContain('SELECT');
      if (verbs.includes('ENABLE')) expect(verbs.indexOf('ENABLE')).toBeLessThan(verbs.indexOf('SELECT'));
      expect(server.lines.join('\n')).not.toMatch(/mallory|sieve/i);
      expect(server.dials).toBe(1);
    },
  );

  it('A25: that says nothing, or an octet a second, is left after fifteen seconds', async () => {
    expect(GREETING_TIMEOUT).toBe(15_000);
    for (const drip of ['', '*']) {
      const server = new OddServer('', plain(1));
      const done = server.session.signIn({ target: TARGET, user: 'ana', password: 'secret' });
      await settle();
      for (let second = 0; second < 15; second += 1) {
        server.drip(drip);
        await server.clock.advance(1_000);
      }
      expect(await done).toMatchObject({ ok: false, error: { code: 'connect-timeout' } });
      expect(server.clock.pending).toBe(0);
    }
  });
});

it('P13: a server that offers to compress is not asked to while nobody knows what the tunnel does', async () => {
  const { error, verbs } = await attacked(
    GREETING,
    signedIn('@ OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] in'),
  );
  expect(error).toBeNull();
  expect(verbs).not.toContain('COMPRESS');
});

describe('which mechanism', () => {
  const odd = Array.from({ length: 40 }, (_, at) => `AUTH=X-ODD-${at}`).join(' ');

  it.each([
    ['AUTH=LOGIN AUTH=PLAIN AUTH=SCRAM-SHA-1 AUTH=SCRAM-SHA-256', 'SCRAM-SHA-256'],
    ['AUTH=LOGIN AUTH=PLAIN AUTH=SCRAM-SHA-1', 'SCRAM-SHA-1'],
    ['AUTH=SCRAM-SHA-256-PLUS AUTH=LOGIN AUTH=PLAIN', 'PLAIN'],
    ['AUTH=CRAM-MD5 AUTH=LOGIN', 'LOGIN'],
    ['AUTH=ANONYMOUS AUTH=DIGEST-MD5 AUTH=NTLM AUTH=GSSAPI LOGINDISABLED', null],
  ])('A20: of forty odd names and %s it is %s', async (offered, name) => {
    const { error, server } = await attacked(`* OK [CAPABILITY IMAP4rev1 ${odd} ${offered}] hi`, refusing);
    expect(error?.code).toBe(name === null ? 'mechanism-unknown' : 'wrong-password');
    const said = server.lines.filter((line) => /^T\d+ (?:AUTHENTICATE|LOGIN)/.test(line));
    expect(said.map((line) => line.split(' ')[2])).toEqual(name === null ? [] : [name]);
  });
});

describe('SCRAM inside AUTHENTICATE', () => {
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  const salt = encode('salt-salt-salt-1');

  /** The server's two words; what the client said in between, and how it ended. */
  function exchange(first: string, final: string, hash: ScramHash = 'SHA-256') {
    const peer = new ImapPeer().server('* OK [CAPABILITY IMAP4rev1 SASL-IR] hi');
    const id = peer.connection.enqueue(
      authenticate(scram({ hash, user: 'ana', password: 'correct horse', nonce: 'ours' })),
    );
    peer.client();
    peer.server(`+ ${encode(first)}`);
    for (const event of peer.events) {
      if (event.kind !== 'need') continue;
      const { password, salt: wanted, iterations, length } = event.need;
      peer.connection.resume(id, pbkdf2Sync(password, wanted, iterations, length, hash.replace('-', '')));
    }
    const said = Buffer.from(peer.client(), 'base64').toString();
    peer.server(`+ ${encode(final)}`);
    const last = peer.client();
    peer.server('T1 OK in');
    return { said, last, outcome: peer.outcome(id), state: peer.connection.state };
  }

  it.each([
    ['a nonce that is not ours', `r=stranger,s=${salt},i=4096`],
    ['our nonce and nothing more', `r=ours,s=${salt},i=4096`],
    ['one iteration', `r=oursx,s=${salt},i=1`],
    ['4,095 iterations', `r=oursx,s=${salt},i=4095`],
    ['1,000,001 iterations', `r=oursx,s=${salt},i=1000001`],
    ['2^31 iterations', `r=oursx,s=${salt},i=2147483648`],
    ['no salt', 'r=oursx,s=,i=4096'],
  ])('A22: %s gets no proof, and an OK after it no trust', (_, first) => {
    const { said, outcome, state } = exchange(first, 'v=AAAA');
    expect(said).not.toContain('p=');
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
    expect(state).toBe('closed');
  });

  it.each(['SHA-1', 'SHA-256', 'SHA-512'] as const)(
    'A22: %s: a server that cannot sign is no server',
    (hash) => {
      for (const final of [`v=${encode('x'.repeat(32))}`, 'v=', 'e=other-error', '']) {
        const { said, last, outcome, state } = exchange(`r=oursx,s=${salt},i=4096`, final, hash);
        expect(said).toMatch(/^c=biws,r=oursx,p=/);
        expect(last).toBe('*\r\n');
        expect(outcome).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
        expect(state).toBe('closed');
      }
    },
  );
});

it('the servers above are servers: an honest one signs in', async () => {
  const { error, server } = await attacked(GREETING, signedIn(AFTER));
  expect(error).toBeNull();
  expect(server.log).toContain('opened INBOX 2');
});
