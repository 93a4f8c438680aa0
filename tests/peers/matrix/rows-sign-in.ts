/** Before and around signing in. */
import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import * as imap from '../../../lib/imap';
import type { SaslMechanism } from '../../../lib/imap';
import * as sasl from '../../../lib/sasl';
import { row, type Desk, type Row } from './desk';
import { bytesOf, mail } from './mails';

const upper = (names: Iterable<string>): string[] => [...names].map((name) => name.toUpperCase()).toSorted();

const MECHANISMS: ReadonlyMap<string, (user: string, password: string) => SaslMechanism> = new Map([
  ['PLAIN', (user, password) => sasl.plain(user, password)],
  ['LOGIN', (user, password) => sasl.login(user, password)],
  ['CRAM-MD5', (user, password) => sasl.cramMd5(user, password)],
  ['SCRAM-SHA-1', (user, password) => sasl.scram({ hash: 'SHA-1', user, password, nonce: nonce() })],
  ['SCRAM-SHA-256', (user, password) => sasl.scram({ hash: 'SHA-256', user, password, nonce: nonce() })],
  ['SCRAM-SHA-512', (user, password) => sasl.scram({ hash: 'SHA-512', user, password, nonce: nonce() })],
]);

const nonce = (): string => randomBytes(18).toString('base64');

/** Refused with a wrong password, then in with the right one. */
async function signsIn(desk: Desk, make: (user: string, password: string) => SaslMechanism): Promise<void> {
  const { user, password } = desk.server;
  const link = await desk.stranger();
  await link.run(imap.capability());
  const refused = await link.settle(imap.authenticate(make(user, 'wrong-horse-7')));
  expect(refused).toMatchObject({ ok: false, failure: { kind: 'no' } });
  expect(link.connection.state).toBe('not-authenticated');
  const other = await desk.stranger();
  await other.run(imap.capability());
  await other.run(imap.authenticate(make(user, password)));
  expect(other.connection.state).toBe('authenticated');
  await other.run(imap.noop());
}

export const SIGN_IN_ROWS: readonly Row[] = [
  row('CAPABILITY: asked, told with the sign-in, or asked again after it', [], async (desk) => {
    const link = await desk.stranger();
    const before = await link.run(imap.capability());
    expect(upper(before)).toContain('IMAP4REV1');
    expect(upper(link.connection.capabilities.list())).toEqual(upper(before));
    await link.run(imap.login(desk.server.user, desk.server.password));
    const after = await link.run(imap.capability());
    expect(upper(after)).toEqual(upper(desk.listed.signedIn));
  }),

  row('NOOP: in every state', [], async (desk) => {
    const link = await desk.stranger();
    await link.run(imap.noop());
    await link.run(imap.login(desk.server.user, desk.server.password));
    await link.run(imap.noop());
    await link.run(imap.select('INBOX'));
    await link.run(imap.noop());
  }),

  row('LOGIN: a wrong password is NO, the right one lets in', [], async (desk) => {
    const { user, password } = desk.server;
    const link = await desk.stranger();
    const refused = await link.settle(imap.login(user, 'not it'));
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'no' } });
    await link.run(imap.login(user, password));
    expect(link.connection.state).toBe('authenticated');
    expect(() => link.connection.enqueue(imap.login(user, password))).toThrow(/authenticated/);
  }),

  row('LOGINDISABLED: no password is sent where the server forbids it', ['LOGINDISABLED'], async (desk) => {
    const link = await desk.stranger('plain');
    await link.run(imap.capability());
    expect(() => link.connection.enqueue(imap.login('ana', 'secret'))).toThrow(/LOGINDISABLED/);
    expect(link.sent.join('')).not.toContain('secret');
    // Told after the sign-in over TLS too: there it means nothing.
    const signedIn = await desk.signedIn();
    await signedIn.run(imap.select('INBOX'));
  }),

  row('STARTTLS: what was listed before it is forgotten', ['STARTTLS'], async (desk) => {
    const link = await desk.stranger('plain');
    await link.run(imap.capability());
    expect(link.connection.capabilities.has('STARTTLS')).toBe(true);
    await link.secure(desk.server.ca);
    expect(link.connection.capabilities.known).toBe(false);
    const within = await link.run(imap.capability());
    expect(upper(within)).not.toContain('STARTTLS');
    await link.run(imap.login(desk.server.user, desk.server.password));
    await link.run(imap.select('INBOX'));
  }),

  ...[...MECHANISMS].map(([name, make]) =>
    row(`AUTHENTICATE ${name}: refused, then in`, [`AUTH=${name}`], (desk) => signsIn(desk, make)),
  ),

  row(
    'SASL-IR: the first word of the mechanism goes with the command',
    ['SASL-IR', 'AUTH=PLAIN'],
    async (desk) => {
      const link = await desk.stranger();
      await link.run(imap.capability());
      link.sent.length = 0;
      await link.run(imap.authenticate(sasl.plain(desk.server.user, desk.server.password)));
      expect(link.sent).toHaveLength(1);
      expect(link.sent[0]).toMatch(/AUTHENTICATE PLAIN [A-Za-z0-9+/=]+\r\n$/);
    },
  ),

  row('LOGOUT: a goodbye, then nothing more', [], async (desk) => {
    const link = await desk.signedIn();
    await link.run(imap.logout());
    expect(link.closed).toMatchObject({ kind: 'bye' });
    expect(link.connection.state).toBe('closed');
  }),

  row('ID: names are exchanged', ['ID'], async (desk) => {
    const link = await desk.signedIn();
    const fields = await link.run(
      imap.id(
        new Map([
          ['name', 'Tagline'],
          ['version', null],
        ]),
      ),
    );
    expect(fields?.get('name')).toMatch(/dovecot|cyrus/i);
    expect(await link.run(imap.id(null))).toBeInstanceOf(Map);
  }),

  row('ENABLE: what is known is on, what is not is passed over', ['ENABLE'], async (desk) => {
    const link = await desk.signedIn();
    const wanted = ['CONDSTORE', 'UTF8=ACCEPT'].filter((name) => desk.has(name));
    expect(wanted).not.toEqual([]);
    const enabled = await link.run(imap.enable([...wanted, 'X-UNHEARD-OF']));
    expect(upper(enabled)).toEqual(upper(wanted));
    expect([...link.connection.enabled].toSorted()).toEqual(upper(wanted));
  }),

  row('UTF8=ACCEPT: names of folders and mails travel in UTF-8', ['UTF8=ACCEPT'], async (desk) => {
    const link = await desk.signedIn();
    await link.run(imap.enable(['UTF8=ACCEPT']));
    link.sent.length = 0;
    const folder = await desk.folder(link, 'Año', [mail({ id: 1, subject: 'Grüße' })]);
    expect(Buffer.from(link.sent.join(''), 'latin1').toString()).toContain('Año');
    expect((await link.run(imap.list())).entries.map(({ name }) => name)).toContain(folder);
    await link.run(imap.select(folder));
    const found = await link.run(
      imap.search({ uid: true, criteria: { kind: 'text', field: 'subject', value: 'Grüße' } }),
    );
    expect(found.all).toEqual([[1, 1]]);
    // Headers as they are, without encoded words.
    const raw = bytesOf('Subject: Señor Müller\r\nFrom: ana@example.org\r\n\r\nRaw\r\n');
    await link.run(imap.append(folder, raw, { as: 'utf8' }));
    await link.run(imap.noop());
    const rows = await link.run(imap.fetch({ set: [[2, 2]], uid: true, items: ['envelope'] }));
    expect(rows[0]?.items.envelope?.subject).toBe('Señor Müller');
  }),

  row('LITERAL+: a mail follows its length at once', ['LITERAL+'], async (desk) => {
    const link = await desk.signedIn();
    link.sent.length = 0;
    await desk.folder(link, 'literal', [mail({ id: 1 })]);
    expect(link.sent.join('')).toMatch(/APPEND .*\{\d+\+\}\r\nMessage-ID/);
  }),
];
