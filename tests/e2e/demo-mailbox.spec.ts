import { readFile } from 'node:fs/promises';
import { ImapClient } from '../support/imap-client';
import { message } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test as base } from './fixtures';
import { MessageBodyPage } from './pages/message-body.page';

const test = base.extend<{ readonly other: ImapClient }>({
  /** Another mail program of the same person, on the demo's TCP port. */
  other: async ({ ownDemo }, use) => {
    const client = await ImapClient.connect({ port: ownDemo.demoPort });
    await client.login('demo@example.org', 'demo');
    await use(client);
    await client.logout();
  },
});

test.beforeEach(async ({ ownDemo, signInPage, mailPage }) => {
  await signInPage.open(ownDemo.url);
  await signInPage.tryDemo.click();
  await expect(mailPage.rows.first()).toBeVisible();
});

test('one press signs in: folders, messages, a connection that is live', async ({ page, mailPage }) => {
  for (const name of ['Inbox', 'Drafts', 'Sent', 'Archive', 'Junk', 'Trash', 'Familia', 'Projects', 'Garden'])
    await expect(mailPage.folder(name)).toBeVisible();
  await expect(mailPage.folder('Inbox')).toHaveAccessibleName(/^Inbox, \d+ unread$/u);
  await expect(mailPage.folder('Inbox')).toHaveAttribute('aria-selected', 'true');
  await expect(mailPage.folder('Garden')).toHaveAttribute('aria-level', '2');
  await expect(mailPage.connection).toContainText('Live');
  await expect(page).toHaveTitle(/^\(\d+\) Inbox – Tagline$/u);
  expect(Number(await mailPage.list.getAttribute('aria-rowcount'))).toBeGreaterThan(100);
  await mailPage.openFolder('Drafts');
  await mailPage.expectCount(4);
  await expect(mailPage.rows.first()).toContainText('To ');
  await expectAccessible(page);
});

test('a newsletter opens in its frame, with its pictures held back', async ({ page, mailPage }) => {
  await mailPage.row('La Azotea').first().click();
  const body = new MessageBodyPage(page);
  await expect(body.frame.locator('.tagline-mail')).toContainText('Plantas, terrazas y vida al aire libre');
  expect(await body.style('.tagline-mail h1', 'color')).toBe('rgb(255, 255, 255)');
  await expect(body.text).toContainText(/\d images from the internet were not loaded/u);
  await expect(mailPage.reader).toContainText('<hola@laazotea.example.com>');
  await expectAccessible(page);
  await mailPage.reader.getByRole('button', { name: 'Plain text', exact: true }).click();
  await expect(body.frameElement).toHaveCount(0);
  await expect(body.text).toContainText('Recibes este boletín');
});

test('writing from right to left stands as it was written', async ({ page, mailPage }) => {
  const row = mailPage.row('ليلى منصور').first();
  await expect(row).toContainText('صور من حديقة البيت');
  const direction = (text: string) =>
    row
      .locator('bdi', { hasText: text })
      .first()
      .evaluate((element) => getComputedStyle(element).direction);
  expect(await direction('صور')).toBe('rtl');
  await row.click();
  await expect(mailPage.subject).toHaveText('صور من حديقة البيت');
  expect(await mailPage.subject.evaluate((heading) => getComputedStyle(heading).direction)).toBe('rtl');
  const body = new MessageBodyPage(page);
  await expect(body.text).toContainText('أزهرت شجرة الرمان');
  const text = body.text.locator('[dir="auto"]').first();
  expect(await text.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
});

test('a file is saved whole, under its own name', async ({ page, mailPage }) => {
  await mailPage.row('ليلى منصور').first().click();
  const button = mailPage.reader.getByRole('button', { name: /^Download .*الباب\.png/u });
  await expect(button).toHaveAccessibleName(/\d+ (?:bytes|byte|kB|B)$/u);
  const saving = page.waitForEvent('download');
  await button.click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe('الباب.png');
  const bytes = await readFile(await download.path());
  expect(pngSize(bytes)).toEqual({ width: 96, height: 64 });
});

test('mail arrives while the page is open, and is announced', async ({ page, mailPage }) => {
  const before = Number(await mailPage.list.getAttribute('aria-rowcount'));
  const newest = await mailPage.rows.first().getAttribute('data-uid');
  // Nobody does anything: the demo's own mail comes after some seconds.
  await expect(page.locator('[data-slot="live-region"]')).toHaveText(/^1 new message in /u);
  await mailPage.expectCount(before + 1);
  await expect(mailPage.rows.first()).not.toHaveAttribute('data-uid', newest ?? '');
  await expect(mailPage.rows.first()).toHaveAccessibleName(/^Unread/u);
});

test('what another program does is seen at once', async ({ mailPage, other }) => {
  const { exists } = await other.select('INBOX');
  const [uid = 0] = await other.append('INBOX', [
    { message: message(3, { kind: 'plain', subject: 'Seen from two sides' }) },
  ]);
  expect(exists).toBeGreaterThan(100);
  const row = mailPage.row('Seen from two sides');
  await expect(row).toHaveAccessibleName(/^Unread, /u);
  await other.store(String(uid), '+FLAGS (\\Flagged \\Seen)');
  await expect(row).toHaveAccessibleName(/^starred, /u);
  await other.store(String(uid), '-FLAGS (\\Flagged)');
  await expect(row).not.toHaveAccessibleName(/starred/u);
  await other.expunge(String(uid));
  await expect(row).toHaveCount(0);
});

test('folders nobody has open count and come by themselves, and the space used is shown', async ({
  page,
  mailPage,
  other,
}) => {
  const space = page.getByRole('meter', { name: 'Space used' });
  await expect(space).toBeVisible();
  await expect(page.getByText(/ of 52 MB used$/u)).toBeVisible();
  await other.select('Familia');
  const unread = (await other.search('UNSEEN')).length;
  await other.append('Familia', [{ message: message(1, { kind: 'plain' }) }]);
  await expect(mailPage.folder('Familia')).toHaveAccessibleName(`Familia, ${unread + 1} unread`);
  await other.store('1:*', '+FLAGS.SILENT (\\Seen)');
  await expect(mailPage.folder('Familia')).toHaveAccessibleName('Familia');
  await other.create('Novedades');
  await expect(mailPage.folder('Novedades')).toBeVisible();
});

test('star, archive, delete and undo reach the server', async ({ page, mailPage, other }) => {
  await other.select('INBOX');
  const append = (subject: string) =>
    other.append('INBOX', [{ message: message(4, { kind: 'plain', subject }) }]);
  const [one = 0] = await append('first of two');
  await append('second of two');
  await mailPage.openMessage('first of two');
  await mailPage.action('Star').click();
  await expect(mailPage.action('Star')).toHaveAttribute('aria-pressed', 'true');
  await expect
    .poll(async () => (await other.flags(String(one))).get(one)?.toSorted())
    .toEqual(expect.arrayContaining(['\\Flagged', '\\Seen']));

  await mailPage.action('Archive').click();
  await expect(mailPage.row('first of two')).toHaveCount(0);
  await expect(page.locator('[data-slot="toast"]')).toContainText('Archived');
  await mailPage.holdToast();
  await expect.poll(async () => other.search('SUBJECT "first of two"')).toEqual([]);
  await mailPage.undo.click();
  await expect(mailPage.row('first of two')).toHaveAccessibleName(/^starred/u);
  await expect.poll(async () => (await other.search('SUBJECT "first of two"')).length).toBe(1);

  await mailPage.openMessage('second of two');
  await mailPage.action('Delete').click();
  await expect(page.locator('[data-slot="toast"]')).toContainText('Moved to Trash');
  await expect(mailPage.row('second of two')).toHaveCount(0);
  await expect.poll(async () => other.search('SUBJECT "second of two"')).toEqual([]);
  await mailPage.openFolder('Trash');
  await expect(mailPage.row('second of two')).toHaveCount(1);
  await page.keyboard.press('z');
  await expect(mailPage.row('second of two')).toHaveCount(0);
  await mailPage.openFolder('Inbox');
  await expect(mailPage.row('second of two')).toHaveCount(1);
});

test('a reload keeps the person signed in and the place', async ({ page, mailPage, signInPage }) => {
  await mailPage.openFolder('Familia');
  await mailPage.rows.first().click();
  await expect(mailPage.subject).toBeVisible();
  const subject = await mailPage.subject.textContent();
  await page.reload();
  await expect(mailPage.subject).toHaveText(subject ?? '');
  await expect(mailPage.folder('Familia')).toHaveAttribute('aria-selected', 'true');
  await expect(mailPage.connection).toContainText('Live');
  await mailPage.signOut.click();
  await expect(signInPage.submit).toBeVisible();
  await page.reload();
  await expect(signInPage.submit).toBeVisible();
});

/** Size of a PNG whose chunks are all there; throws on anything else. */
function pngSize(bytes: Buffer): { readonly width: number; readonly height: number } {
  expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  expect(bytes.subarray(-8, -4).toString('latin1')).toBe('IEND');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}
