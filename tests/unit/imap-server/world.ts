import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

import {
  furnish,
  ImapServer,
  type ImapServerOptions,
  type NeutralFolders,
  type ServerCrypto,
  type ServerSession,
} from '../../../lib/imap-server';

export const nodeCrypto: ServerCrypto = {
  sha1: (data) => createHash('sha1').update(data).digest(),
  sha256: (data) => createHash('sha256').update(data).digest(),
  hmac: (hash, key, data) => createHmac(hash.replace('-', '').toLowerCase(), key).update(data).digest(),
  pbkdf2: (hash, password, salt, iterations, length) =>
    pbkdf2Sync(password, salt, iterations, length, hash.replace('-', '').toLowerCase()),
};

/** 17 July 1996, 02:44:25 UTC. */
export const fixedNow = Date.UTC(1996, 6, 17, 2, 44, 25);

export function message(
  subject: string,
  extra = '',
  body = 'Hello Joe, do you think we can meet at 3:30 tomorrow?',
): Uint8Array {
  return new TextEncoder().encode(
    `Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)\r\nFrom: Fred Foobar <foobar@example.com>\r\nSubject: ${subject}\r\n` +
      `To: mooch@example.org\r\nMessage-Id: <${subject.replaceAll(/[^A-Za-z0-9]/g, '')}@example.com>\r\n${extra}\r\n${body}\r\n`,
  );
}

const FEW: NeutralFolders = [
  ['Archive', '\\Archive'],
  ['Sent', '\\Sent'],
];
const ALL: NeutralFolders = [
  ...FEW,
  ['Drafts', '\\Drafts'],
  ['Junk', '\\Junk'],
  ['Trash', '\\Trash'],
  ['Año', null],
];

/** mrc (password secret) with three messages in INBOX, the first of them seen, and an empty Archive and Sent; with a personality also its other folders. */
export function smallWorld(options: Partial<ImapServerOptions> = {}): ImapServer {
  const server = new ImapServer({
    now: () => fixedNow,
    users: [{ user: 'mrc', password: 'secret', quota: 64 * 1024 * 1024 }],
    crypto: nodeCrypto,
    ...(options.personality === undefined ? { greeting: 'ready' } : {}),
    ...options,
  });
  if (options.personality !== undefined) furnish(server, 'mrc', ALL);
  else for (const [name, use] of FEW) server.account('mrc')?.create(name, use);
  server.deliver('mrc', 'INBOX', message('one'), ['\\Seen']);
  server.deliver('mrc', 'INBOX', message('two'));
  server.deliver('mrc', 'INBOX', message('three'), ['\\Flagged', '$Work']);
  return server;
}

const decoder = new TextDecoder();

export function talk(session: ServerSession, text: string, step = Infinity): string {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += step) session.receive(bytes.slice(at, at + step));
  return read(session);
}

export function read(session: ServerSession): string {
  let text = '';
  for (let bytes = session.output(); bytes !== undefined; bytes = session.output())
    text += decoder.decode(bytes);
  return text;
}

/** A session of mrc, with the mailbox selected if one is given; its output so far is read. */
export function signedIn(server: ImapServer, mailbox?: string): ServerSession {
  const session = server.connect();
  talk(session, 'in LOGIN mrc secret\r\n');
  if (mailbox !== undefined) talk(session, `sel SELECT ${mailbox}\r\n`);
  return session;
}
