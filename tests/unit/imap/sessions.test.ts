/** Whole sessions in the shape of the RFCs' own examples, with mail of our own. */
import { pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as imap from '../../../lib/imap/index';
import { scram } from '../../../lib/sasl';
import { ImapPeer } from '../../support/imap-peer';

const whole = { set: [[12, 12]] as const, uid: false };
const address = '(("Marta Gil" NIL "marta" "example.org"))';
const envelope =
  `("Wed, 17 Jul 2024 02:23:25 +0200" "Bread on Friday" ${address} ${address} ${address} ` +
  '((NIL NIL "bakers" "example.com")) ((NIL NIL "minutes" "example.com")("Ivo" NIL "ivo" "example.net")) NIL NIL "<B27397@example.org>")';
const header = 'Date: Wed, 17 Jul 2024 02:23:25 +0200\r\nFrom: Marta Gil <marta@example.org>\r\n\r\n';

/** Sends the command and says what left for it. */
function send<T>(peer: ImapPeer, command: imap.Command<T>): { readonly id: imap.CommandId; line: string } {
  const id = peer.connection.enqueue(command);
  return { id, line: peer.client() };
}

describe.each([Infinity, 1, 7])('read in chunks of %s:', (chunk) => {
  it('the session of RFC 3501 section 8', () => {
    const peer = new ImapPeer({ tagPrefix: 'a' }, chunk);
    peer.server('* OK Bakery IMAP4rev1 service ready');
    const login = send(peer, imap.login('marta', 'rye'));
    expect(login.line).toBe('a1 LOGIN "marta" "rye"\r\n');
    peer.server('a1 OK LOGIN completed');
    expect(peer.outcome(login.id)).toMatchObject({ ok: true });

    const select = send(peer, imap.select('inbox'));
    expect(select.line).toBe('a2 SELECT INBOX\r\n');
    peer.server(
      '* 18 EXISTS',
      '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)',
      '* 2 RECENT',
      '* OK [UNSEEN 17] Message 17 is the first unseen',
      '* OK [UIDVALIDITY 3857529045] UIDs are valid',
      'a2 OK [READ-WRITE] SELECT completed',
    );
    expect(peer.outcome(select.id)).toMatchObject({
      value: { exists: 18, unseen: 17, uidValidity: 3857529045, readOnly: false, uidNext: null },
    });
    expect(peer.connection.state).toBe('selected');

    const full = send(
      peer,
      imap.fetch({ ...whole, items: ['flags', 'internaldate', 'size', 'envelope', 'bodystructure'] }),
    );
    expect(full.line).toBe('a3 FETCH 12 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)\r\n');
    peer.server(
      `* 12 FETCH (FLAGS (\\Seen) INTERNALDATE "17-Jul-2024 02:44:25 +0200" RFC822.SIZE 4286 ENVELOPE ${envelope} ` +
        'BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 3028 92) UID 4827)',
      'a3 OK FETCH completed',
    );
    expect(peer.outcome(full.id)).toMatchObject({
      value: [
        {
          seq: 12,
          items: {
            uid: 4827,
            flags: ['\\Seen'],
            size: 4286,
            internalDate: Date.UTC(2024, 6, 17, 0, 44, 25),
            envelope: { subject: 'Bread on Friday', cc: [{ mailbox: 'minutes' }, { name: 'Ivo' }] },
            bodyStructure: { kind: 'part', section: '1', lines: 92 },
          },
        },
      ],
    });

    const head = send(peer, imap.fetch({ ...whole, items: [{ section: 'HEADER', peek: true }] }));
    expect(head.line).toBe('a4 FETCH 12 (UID BODY.PEEK[HEADER])\r\n');
    const escaped = header.replaceAll('\r\n', '\\r\\n');
    peer.server(
      `* 12 FETCH (UID 4827 BODY[HEADER] {${header.length}}\\r\\n${escaped})`,
      'a4 OK FETCH completed',
    );
    expect(peer.outcome(head.id)).toMatchObject({
      value: [{ items: { sections: [{ section: 'HEADER', bytes: new TextEncoder().encode(header) }] } }],
    });

    const remove = send(peer, imap.store({ ...whole, mode: 'add', flags: ['\\Deleted'], silent: false }));
    expect(remove.line).toBe('a5 STORE 12 +FLAGS (\\Deleted)\r\n');
    peer.news();
    peer.server('* 12 FETCH (FLAGS (\\Seen \\Deleted))', 'a5 OK +FLAGS completed');
    expect(peer.events[0]).toMatchObject({
      event: { kind: 'fetch', seq: 12, items: { flags: ['\\Seen', '\\Deleted'] } },
    });
    expect(peer.outcome(remove.id)).toMatchObject({ ok: true, value: { modified: [] } });
    sayGoodbye(peer, 'a6');
  });

  it('the session of RFC 9051 section 8', () => {
    const open = new ImapPeer({ security: 'insecure', tagPrefix: 'a' }, chunk);
    open.server('* OK [CAPABILITY STARTTLS AUTH=SCRAM-SHA-256 LOGINDISABLED IMAP4rev2] Bakery ready');
    expect(() => open.connection.enqueue(imap.login('user', 'pencil'))).toThrow('LOGIN');
    const secure = send(open, imap.starttls());
    expect(secure.line).toBe('a1 STARTTLS\r\n');
    open.server('a1 OK Proceed with TLS negotiation');
    expect(open.outcome(secure.id)).toMatchObject({ ok: true });

    // Nothing learnt before TLS is believed after it: a new connection, no second greeting.
    const peer = new ImapPeer({ security: 'tls', secured: true, tagPrefix: 'b' }, chunk);
    expect(peer.connection.capabilities.known).toBe(false);
    const capability = send(peer, imap.capability());
    peer.server('* CAPABILITY AUTH=SCRAM-SHA-256 SASL-IR IMAP4rev2', 'b1 OK done');
    expect(peer.outcome(capability.id)).toMatchObject({ ok: true });
    signInByScram(peer);

    const enable = send(peer, imap.enable(['IMAP4rev2']));
    peer.server('* ENABLED IMAP4rev2', 'b3 OK ENABLE completed');
    expect(peer.outcome(enable.id)).toMatchObject({ value: ['IMAP4rev2'] });
    const select = send(peer, imap.select('Añadidos'));
    expect(select.line).toBe('b4 SELECT {9+}\r\nA\xc3\xb1adidos\r\n');
    peer.server(
      '* 18 EXISTS',
      '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)',
      '* OK [UIDVALIDITY 3857529045] UIDs are valid',
      '* OK [UIDNEXT 4828] Predicted next UID',
      '* LIST () "/" "Añadidos"',
      'b4 OK [READ-WRITE] SELECT completed',
    );
    expect(peer.outcome(select.id)).toMatchObject({ value: { exists: 18, uidNext: 4828, unseen: null } });

    const head = send(
      peer,
      imap.fetch({
        ...whole,
        items: ['flags', { section: 'HEADER', peek: true }, { binary: '1', peek: true }],
      }),
    );
    expect(head.line).toBe('b5 FETCH 12 (UID FLAGS BODY.PEEK[HEADER] BINARY.PEEK[1])\r\n');
    peer.server(
      `* 12 FETCH (UID 4827 FLAGS (\\Seen) BODY[HEADER] {${header.length}}\\r\\n${header.replaceAll('\r\n', '\\r\\n')} BINARY[1] ~{3}\\r\\n\\0\\xffz)`,
      'b5 OK FETCH completed',
    );
    expect(peer.outcome(head.id)).toMatchObject({
      value: [
        { items: { sections: [{ section: 'HEADER' }, { binary: true, bytes: Uint8Array.of(0, 255, 122) }] } },
      ],
    });

    const search = send(
      peer,
      imap.search({ uid: true, criteria: { kind: 'flag', flag: '\\Deleted', set: true } }),
    );
    expect(search.line).toBe('b6 UID SEARCH DELETED\r\n');
    peer.server('* ESEARCH (TAG "b6") UID ALL 4820:4821,4827', 'b6 OK SEARCH completed');
    expect(peer.outcome(search.id)).toMatchObject({
      value: {
        all: [
          [4820, 4821],
          [4827, 4827],
        ],
      },
    });
    sayGoodbye(peer, 'b7');
  });
});

function signInByScram(peer: ImapPeer): void {
  // The figures of RFC 7677 section 3.
  const mechanism = scram({
    hash: 'SHA-256',
    user: 'user',
    password: 'pencil',
    nonce: 'rOprNGfwEbeRWgbNEkqO',
  });
  const { id, line } = send(peer, imap.authenticate(mechanism));
  expect(line).toBe(`b2 AUTHENTICATE SCRAM-SHA-256 ${btoa('n,,n=user,r=rOprNGfwEbeRWgbNEkqO')}\r\n`);
  peer.server(
    `+ ${btoa('r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096')}`,
  );
  for (const event of peer.events) {
    if (event.kind !== 'need') continue;
    const { password, salt, iterations, length } = event.need;
    peer.connection.resume(id, pbkdf2Sync(password, salt, iterations, length, 'sha256'));
  }
  expect(atob(peer.client().trim())).toMatch(
    /^c=biws,r=rOprNG.*,p=dHzbZapWIk4jUhN\+Ute9ytag9zjfMHgsqmmiz7AndVQ=$/,
  );
  peer.server(`+ ${btoa('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')}`);
  expect(peer.client()).toBe('\r\n');
  peer.server('b2 OK [CAPABILITY IMAP4rev2] SCRAM-SHA-256 authentication successful');
  expect(peer.outcome(id)).toMatchObject({ ok: true });
  expect(peer.connection.state).toBe('authenticated');
}

function sayGoodbye(peer: ImapPeer, tag: string): void {
  const { id, line } = send(peer, imap.logout());
  expect(line).toBe(`${tag} LOGOUT\r\n`);
  peer.server('* BYE Bakery closing', `${tag} OK LOGOUT completed`);
  expect(peer.outcome(id)).toMatchObject({ ok: true });
  expect(peer.connection.state).toBe('closed');
}
