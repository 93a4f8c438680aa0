/** Mail in and out as files: imported, exported, stopped and gone on with, cut off by a reload, dropped, refused. */
import type { Page } from '@playwright/test';
import { MailFileReader } from '../../lib/mime/mail-file';
import { MboxWriter } from '../../lib/mime/mbox-writer';
import type { AppServer } from '../support/app-server';
import type { DovecotUser } from '../support/dovecot';
import { message } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import type { MailPage } from './pages/mail.page';
import type { SignInPage } from './pages/sign-in.page';
import { TransferPage, type TestFile } from './pages/transfer.page';

async function open(
  { page, signInPage, mailPage }: { page: Page; signInPage: SignInPage; mailPage: MailPage },
  app: AppServer,
  user: DovecotUser,
): Promise<TransferPage> {
  // As in browsers that cannot write a file while it comes.
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  await signInPage.enter(app.url, user);
  await expect(mailPage.folder('Archive')).toBeVisible();
  await mailPage.expectLive();
  return new TransferPage(page);
}

function mbox(mails: readonly Buffer[], flags: readonly string[]): TestFile {
  const writer = new MboxWriter();
  const parts = mails.flatMap((mail, index) => [
    ...writer.begin({ sender: 'bo@example.com', date: Date.UTC(2020, 1, 29, 12, index), flags }),
    ...writer.push(mail),
    ...writer.end(),
  ]);
  return { name: 'old mail.mbox', mimeType: 'application/mbox', buffer: Buffer.concat(parts) };
}

function messagesIn(file: Buffer): readonly Buffer[] {
  const reader = new MailFileReader();
  return [...reader.push(file), ...reader.end()].map((item) => {
    if (item.kind === 'bad') throw new Error(item.why);
    return Buffer.from(item.message.bytes);
  });
}

const eml = (mail: Buffer, name = 'one.eml'): TestFile => ({
  name,
  mimeType: 'message/rfc822',
  buffer: mail,
});

test('a mailbox and a message are imported as they were, and exported as they are', async ({
  dovecot,
  app,
  user,
  page,
  signInPage,
  mailPage,
}) => {
  const transfer = await open({ page, signInPage, mailPage }, app, user);
  const mails = Array.from({ length: 20 }, (_, index) => message(index + 1));
  const letter = Buffer.from(
    'From: Ana <ana@example.org>\r\nSubject: Re: 50/50\r\nMessage-ID: <letter@example.org>\r\n\r\nFrom here on:\r\n>From there\r\n',
  );
  const attached = message(31, { kind: 'attachments', subject: 'With a file' });
  await transfer.importInto(
    mailPage.folder('Archive'),
    mbox([...mails, letter], ['\\Seen', '\\Flagged', 'work']),
    eml(attached),
  );
  await transfer.expectTold('22 messages imported into Archive');
  await mailPage.openFolder('Archive');
  await mailPage.expectCount(22);

  const other = await dovecot.connect(user.name);
  await other.select('Archive');
  const uids = await other.search('ALL');
  const stored: Buffer[] = [];
  for (const uid of uids) stored.push(await other.body(uid));
  expect(stored.map(String)).toEqual([...mails, letter, attached].map(String));
  const flags = await other.flags('1:*');
  expect(flags.get(uids[0] ?? 0)?.toSorted()).toEqual(['\\Flagged', '\\Seen', 'work']);
  expect(flags.get(uids[21] ?? 0)).toEqual(['\\Seen']);
  const { untagged } = await other.ok(`UID FETCH ${uids[0]} (INTERNALDATE)`);
  expect(untagged.map(({ text }) => text).join()).toContain('29-Feb-2020 12:00:00 +0000');
  await other.logout();

  const folder = await transfer.saved(() => transfer.choose(mailPage.folder('Archive'), 'Export…'));
  expect(folder.name).toBe('Archive.mbox');
  expect(messagesIn(folder.bytes).map(String)).toEqual(stored.map(String));
  expect(folder.bytes.toString('latin1')).toContain('\r\n>From here on:\r\n>>From there\r\n');
  await transfer.expectTold('22 messages saved in Archive.mbox');

  // One message, by the toolbar's menu; its name has no room for a path.
  await mailPage.openMessage('Re: 50/50');
  const single = await transfer.saved(async () => {
    await mailPage.reader.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Save as file' }).click();
  });
  expect(single.name).toBe('Re_ 50-50.eml');
  expect(String(single.bytes)).toBe(String(letter));

  // Some messages, by the palette, into a file that is written while it comes.
  await page.evaluate(() => {
    Object.assign(window, {
      showSaveFilePicker: async () =>
        (await navigator.storage.getDirectory()).getFileHandle('out.mbox', { create: true }),
    });
  });
  await mailPage.focusList();
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+J');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').getByRole('combobox').fill('save as');
  await page.keyboard.press('Enter');
  await transfer.expectTold('2 messages saved in Archive.mbox');
  const written = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const file = await (await root.getFileHandle('out.mbox')).getFile();
    return Array.from(new Uint8Array(await file.arrayBuffer()));
  });
  expect(messagesIn(Buffer.from(written))).toHaveLength(2);
});

test('dropped on the list; what is no mail changes nothing; what cannot be imported is named', async ({
  dovecot,
  app,
  user,
  page,
  signInPage,
  mailPage,
}) => {
  const transfer = await open({ page, signInPage, mailPage }, app, user);
  const list = page.getByRole('region', { name: 'Message list' }).getByRole('heading', { level: 2 });
  const picture = eml(Buffer.from('\x89PNG\r\n\x1a\nno mail', 'latin1'), 'photo.eml');
  const drag = await transfer.drag(list, picture);
  await expect(transfer.veil).toContainText('Import into Inbox');
  await drag.drop();
  await expect(transfer.veil).toHaveCount(0);
  await expect(transfer.report.getByRole('alert')).toContainText('photo.eml is not a file of mail');
  await expect(transfer.report).toContainText('Nothing was changed');
  await expectAccessible(page);
  await transfer.press('Close');
  expect(await dovecot.doveadm('mailbox', 'status', '-u', user.name, 'messages', 'INBOX')).toContain(
    'messages=0',
  );

  const bad = Buffer.from('From: x@example.org\r\nSubject: Broken one\r\n\r\n\0\r\n');
  const good = message(1, { kind: 'plain', subject: 'Good one' });
  await (await transfer.drag(mailPage.folder('Inbox'), mbox([good, bad], []))).drop();
  await expect(transfer.report).toContainText('1 message was imported.');
  await expect(transfer.report.getByRole('listitem')).toContainText(['Broken one']);
  await expect(transfer.report.getByRole('listitem')).toContainText(['may not hold (NUL)']);
  await expectAccessible(page);
  await transfer.press('Close');
  await expect(mailPage.row('Good one')).toBeVisible();
  await mailPage.expectCount(1);
});

test('stopped midway, what is there stays, and going on adds only what is missing', async ({
  dovecot,
  gated: { app, gate },
  user,
  page,
  signInPage,
  mailPage,
}) => {
  const transfer = await open({ page, signInPage, mailPage }, app, user);
  const count = 900;
  const mails = Array.from({ length: count }, (_, index) => message(index + 1, { kind: 'small' }));
  // Midway, however quick either of the two is.
  gate.holdAfter('APPEND', 300);
  await transfer.importInto(mailPage.folder('Archive'), mbox(mails, ['\\Seen']));
  await expect(transfer.tasks).toContainText(/[1-9]\d* of 900 · /u);
  await transfer.tasks.getByRole('button', { name: 'Stop: Importing into Archive' }).click();
  gate.release();
  await expect(transfer.report).toContainText('You stopped the import');
  const said = await transfer.report.textContent();
  const done = Number(/(\d+) messages? (?:was|were) imported/u.exec(said?.replaceAll(',', '') ?? '')?.[1]);
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(count);
  await transfer.press('Go on');
  // However busy the machine is.
  await transfer.expectTold('900 messages imported into Archive', 45_000);
  const other = await dovecot.connect(user.name);
  await other.select('Archive');
  const { untagged } = await other.ok('UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])');
  const ids = untagged.flatMap(({ literals }) => literals.map(String));
  expect(ids).toHaveLength(count);
  expect(new Set(ids).size).toBe(count);
  await other.logout();
});

test('cut off by a reload it says what arrived, wants the same file again, and goes on without doubling', async ({
  context,
  dovecot,
  gated: { app, gate },
  user,
  page,
  signInPage,
  mailPage,
}) => {
  // The engine ends with its page, as where there are no shared workers.
  await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'));
  const transfer = await open({ page, signInPage, mailPage }, app, user);
  await mailPage.expectSealed();
  const count = 900;
  const mails = Array.from({ length: count }, (_, index) => message(index + 1, { kind: 'small' }));
  const file = mbox(mails, []);
  gate.holdAfter('APPEND', 300);
  await transfer.importInto(mailPage.folder('Archive'), file);
  await expect(transfer.tasks).toContainText(/[1-9]\d* of 900 · /u);
  await page.reload();
  gate.release();
  await expect(transfer.tasks).toContainText(/Cut off: [1-9]\d* of 900 arrived/u);
  await expectAccessible(page);
  await transfer.tasks.getByRole('button', { name: 'Go on: Importing into Archive' }).click();
  await expect(transfer.report).toContainText('Nothing arrives twice');
  await expect(transfer.report).toContainText('old mail.mbox');
  await expectAccessible(page);
  const choose = async (one: TestFile): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await transfer.report.getByRole('button', { name: 'Choose the file again' }).click();
    await (await chooser).setFiles([one]);
  };
  await choose(eml(message(1), 'other.eml'));
  await expect(transfer.report.getByRole('alert')).toContainText('That is another file');
  await choose(file);
  await transfer.expectTold('900 messages imported into Archive', 60_000);
  await expect(transfer.tasks).toHaveCount(0);
  await page.reload();
  await mailPage.expectLive();
  await expect(transfer.tasks).toHaveCount(0);
  const other = await dovecot.connect(user.name);
  await other.select('Archive');
  const { untagged } = await other.ok('UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])');
  const ids = untagged.flatMap(({ literals }) => literals.map(String));
  expect(ids).toHaveLength(count);
  expect(new Set(ids).size).toBe(count);
  await other.logout();
});
