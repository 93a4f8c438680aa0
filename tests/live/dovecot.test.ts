import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { ImapClient } from '../support/imap-client';
import { ATTACHMENT_BYTES, message, messages, senderOf, subjectOf } from '../support/mail-factory';
import { Mbsync } from '../support/mbsync';

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot();
});

afterAll(async () => {
  await dovecot.dispose();
});

function connectTls(name: string): Promise<ImapClient> {
  return ImapClient.connect({ port: dovecot.ports.imaps, host: name, ca: readFileSync(dovecot.caFile) });
}

describe('signing in over TLS', () => {
  test.each(['SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN', 'LOGIN', 'CRAM-MD5'])(
    '%s is offered and works',
    async (name) => {
      const client = await connectTls('localhost');
      expect(client.greeting).toMatch(/^\* OK /);
      expect(client.greeting).toContain(`AUTH=${name}`);
      const { address, password } = dovecot.user('mechanisms');
      expect((await client.authenticate(name, address, password)).status).toBe('OK');
      await client.logout();
    },
  );

  test('a wrong password is refused', async () => {
    const client = await connectTls('localhost');
    const { address } = dovecot.user('mechanisms');
    const { status, text } = await client.authenticate('SCRAM-SHA-256', address, 'not it');
    expect(status).toBe('NO');
    expect(text).toContain('[AUTHENTICATIONFAILED]');
    client.close();
  });

  test('only the chosen mechanisms are offered', async () => {
    const strict = await startDovecot({ mechanisms: ['SCRAM-SHA-256'] });
    const client = await ImapClient.connect({ port: strict.ports.imaps, ca: readFileSync(strict.caFile) });
    expect(client.greeting.match(/AUTH=[^ \]]+/g)).toEqual(['AUTH=SCRAM-SHA-256']);
    client.close();
    await strict.dispose();
  });
});

describe('certificates', () => {
  test.each([
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['untrusted', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const)('%s does not verify', async (kind, code) => {
    const server = await startDovecot({ certificate: kind });
    const attempt = ImapClient.connect({ port: server.ports.imaps, ca: readFileSync(server.caFile) });
    await expect(attempt).rejects.toMatchObject({ code });
    await server.dispose();
  });
});

test('a delivered message is seen by a client that waits', async () => {
  const client = await dovecot.connect('waiting');
  await client.select('INBOX');
  const seen = client.idleUntil(/EXISTS/);
  await dovecot.deliver('waiting', message(7, { kind: 'plain' }));
  expect(await seen).toBe('* 1 EXISTS');
  expect((await client.body(1, 'HEADER.FIELDS (Message-ID)')).toString()).toContain('<mail-7@example.com>');
  await client.logout();
});

test('the folders with a special use are there and subscribed', async () => {
  const client = await dovecot.connect('folders');
  const { untagged } = await client.ok('LIST "" "*" RETURN (SPECIAL-USE SUBSCRIBED)');
  const lines = untagged.map(({ text }) => text);
  for (const name of ['Drafts', 'Sent', 'Trash', 'Junk', 'Archive']) {
    expect(lines).toContainEqual(
      expect.stringMatching(new RegExp(`\\\\Subscribed.*\\\\${name}\\b.* "?${name}"?$`)),
    );
  }
  await client.logout();
});

test('2,000 mails of all kinds are saved in order, byte for byte', async () => {
  await dovecot.save('bulk', 'INBOX', messages(2_000));
  const client = await dovecot.connect('bulk');
  expect((await client.select('INBOX')).exists).toBe(2_000);
  for (const uid of [1, 6, 1_000, 2_000]) expect(await client.body(uid)).toEqual(message(uid - 1));
  const file = await client.body(6, '2');
  expect(Buffer.from(file.toString(), 'base64')).toEqual(ATTACHMENT_BYTES);
  const { untagged } = await client.ok('UID FETCH 2000 (ENVELOPE)');
  expect(untagged[0]?.text).toContain('<mail-1999@example.com>');
  expect(subjectOf(1_999)).not.toBe(subjectOf(1_998));
  expect(senderOf(1_999)).not.toBe('');
  await client.logout();
});

test('stopped and started again: same ports, same mail', async () => {
  await dovecot.save('restart', 'INBOX', messages(3, { kind: 'small' }));
  const before = await dovecot.connect('restart');
  const { uidValidity } = await before.select('INBOX');
  await dovecot.stop();
  await expect(dovecot.connect('restart')).rejects.toThrow(/ECONNREFUSED|closed/);
  await dovecot.start();
  const after = await dovecot.connect('restart');
  expect(await after.select('INBOX')).toEqual({ exists: 3, uidValidity });
  before.close();
  await after.logout();
});

test('killed: the connection is gone without a word', async () => {
  const client = await dovecot.connect('killed');
  await dovecot.kill();
  await expect(client.nextResponse()).rejects.toThrow(/closed|ECONNRESET/);
  await dovecot.start();
});

test('connections are counted by user', async () => {
  const clients = await Promise.all([dovecot.connect('counted'), dovecot.connect('counted')]);
  expect(await dovecot.connections('counted')).toBe(2);
  await Promise.all(clients.map((client) => client.logout()));
  expect(await dovecot.connections('nobody-here')).toBe(0);
});

test('mbsync mirrors a mailbox and pushes flags, moves and removals', async () => {
  await dovecot.save('mirror', 'INBOX', messages(6, { kind: 'plain' }));
  const mbsync = await Mbsync.open(dovecot, 'mirror');
  await mbsync.sync();
  expect(mbsync.messages('INBOX')).toHaveLength(6);

  const number = (index: number) => (mail: { readonly messageId: string }) =>
    mail.messageId === `<mail-${index}@example.com>`;
  expect(mbsync.flag('INBOX', number(1), { add: ['F', 'S'] })).toBe(1);
  expect(mbsync.move('INBOX', number(2), 'Archive')).toBe(1);
  expect(mbsync.remove('INBOX', number(3))).toBe(1);
  await mbsync.sync();

  const client = await dovecot.connect('mirror');
  expect(await client.select('Archive')).toMatchObject({ exists: 1 });
  expect(await client.select('INBOX')).toMatchObject({ exists: 4 });
  const flags = await client.flags('2');
  expect(flags.get(2)).toEqual(expect.arrayContaining(['\\Flagged', '\\Seen']));
  expect(await client.search('ALL')).toEqual([1, 2, 5, 6]);

  await client.store('5', '+FLAGS (\\Flagged)');
  await client.move('6', 'Trash');
  await client.expunge('1');
  await mbsync.sync();
  expect(mbsync.messages('Trash')).toHaveLength(1);
  const left = mbsync.messages('INBOX');
  expect(left).toHaveLength(2);
  expect(left.every((mail) => mail.flags.includes('F'))).toBe(true);
  await client.logout();
  mbsync.dispose();
});
