import { readFile } from 'node:fs/promises';
import { messages } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test as base } from './fixtures';
import { WirePage } from './pages/wire.page';

const test = base.extend<{ readonly wire: WirePage }>({
  wire: async ({ page }, use) => use(new WirePage(page)),
});

/** Characters that a password would have if it were anywhere: as it is, in base64, and behind the user's name. */
const formsOf = (user: { readonly address: string; readonly password: string }): readonly string[] => [
  user.password,
  Buffer.from(user.password).toString('base64'),
  Buffer.from(`\0${user.address}\0${user.password}`).toString('base64'),
];

test.describe('the demo', () => {
  test.beforeEach(async ({ demo, signInPage, mailPage }) => {
    await signInPage.open(demo.url);
    await signInPage.tryDemo.click();
    await expect(mailPage.rows.first()).toBeVisible();
    await mailPage.expectLive();
  });

  test('opens by key and by the connection line; the focus goes in and comes back', async ({
    page,
    mailPage,
    wire,
  }) => {
    await mailPage.focusList();
    const uid = await mailPage.focusedUid();
    await wire.open();
    await expect(wire.focused).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Escape');
    await expect(wire.drawer).toBeHidden();
    await expect.poll(() => mailPage.focusedUid()).toBe(uid);

    await wire.opener.click();
    await expect(wire.focused).toBeVisible();
    await expect(wire.opener).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('w');
    await expect(wire.drawer).toBeHidden();
    await expect(wire.opener).toBeFocused();
    await expect(wire.opener).toHaveAttribute('aria-expanded', 'false');
  });

  test('shows the FETCH of a message just opened and the STORE of a star with its time', async ({
    mailPage,
    wire,
  }) => {
    await wire.open();
    await wire.button('Clear').click();
    await mailPage.rowAt(4).click();
    await expect(mailPage.subject).toBeVisible();
    const fetch = wire.line(/Client: T\d+ UID FETCH \d+ .*BODY\.PEEK\[/);
    await expect(fetch).toBeVisible();
    // A long envelope leaves no room for what stands behind it.
    await expect(wire.line(/Server: \* \d+ FETCH \(.*ENVELOPE/).first()).toBeAttached();

    await mailPage.action('Star').click();
    const store = wire.line(/UID STORE \d+ .*FLAGS.*Flagged/);
    await expect(store).toBeVisible();
    const tag = /T\d+/.exec((await store.textContent()) ?? '')?.[0] ?? '';
    const done = wire.line(new RegExp(`Server: ${tag} OK `));
    await expect(done.locator('[data-slot="wire-ms"]')).toHaveText(/^\d+ ms$/);

    await store.click();
    await expect(wire.detail).toContainText('Changes flags of messages');
    await expect(wire.detail.getByRole('link', { name: 'RFC 9051, section 6.4.9' })).toHaveAttribute(
      'href',
      'https://www.rfc-editor.org/rfc/rfc9051#section-6.4.9',
    );
    for (const line of [store, done]) await expect(line).toHaveAttribute('data-paired', 'true');
    // Only these two; the command before them may have been scrolled out of the list.
    await expect(wire.drawer.locator('[data-paired="true"]')).toHaveCount(2);
    await mailPage.action('Star').click();
  });

  test('explains by keys, and keys in the drawer do nothing to the mail', async ({
    page,
    mailPage,
    wire,
  }) => {
    // A folder in which nothing arrives meanwhile.
    await mailPage.openFolder('Archive');
    await expect(page).toHaveTitle(/Archive – Tagline$/u);
    await mailPage.rowAt(5).click();
    await expect(mailPage.subject).toBeVisible();
    const subject = await mailPage.subject.textContent();
    await wire.open();
    await page.keyboard.press('Home');
    await expect(wire.detail).toContainText('Tagline asks its bridge for a connection');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(wire.detail).toContainText('The greeting: the server is ready');
    await expect(wire.lines.nth(2)).toBeFocused();
    const count = await mailPage.list.getAttribute('aria-rowcount');
    for (const key of ['e', '#', 'j', 's', 'u']) await page.keyboard.press(key);
    await expect(mailPage.subject).toHaveText(subject ?? '');
    await expect(mailPage.list).toHaveAttribute('aria-rowcount', count ?? '');
    await expect(mailPage.action('Star')).toHaveAttribute('aria-pressed', 'false');
  });

  test('filters by text and says when nothing matches', async ({ page, wire }) => {
    await wire.open();
    const all = await wire.total();
    await wire.filter.fill('capability');
    await expect.poll(() => wire.total()).toBeLessThan(all);
    for (const line of await wire.lines.all()) await expect(line).toContainText(/capability/i);
    await expect(wire.drawer).toContainText(/\d+ of \d+ lines/);
    await wire.filter.fill('no such words');
    await expect(wire.drawer).toContainText('No line matches');
    await expectAccessible(page);
    // What matches again does not take the focus from the field.
    await wire.filter.fill('capability');
    await expect(wire.lines.first()).toBeVisible();
    await expect(wire.filter).toBeFocused();
    await wire.filter.fill('no such words');
    await wire.button('Show all lines').click();
    await expect.poll(() => wire.total()).toBeGreaterThanOrEqual(all);
    // Escape empties the field first, then closes.
    await wire.filter.fill('x');
    await wire.filter.press('Escape');
    await expect(wire.filter).toHaveValue('');
    await wire.filter.press('Escape');
    await expect(wire.drawer).toBeHidden();
  });

  test('follows the newest line, pauses when scrolled up, and follows again', async ({
    page,
    mailPage,
    wire,
  }) => {
    await wire.open();
    await mailPage.rowAt(2).click();
    await expect(wire.line(/UID FETCH/).last()).toBeVisible();
    await expect.poll(() => wire.fromEnd()).toBeLessThan(2);
    await expect(wire.newest).toBeHidden();

    // What answers the click may come after the view was moved, and is then counted: so back to the newest, and once more.
    await expect(async () => {
      if (await wire.newest.isVisible()) await wire.newest.click();
      await expect(wire.newest).toBeHidden();
      await wire.list.hover();
      await page.mouse.wheel(0, -240);
      await expect(wire.newest).toHaveText('Follow', { timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
    const top = await wire.restingTop();
    const before = await wire.total();
    await mailPage.rowAt(3).click();
    await expect(wire.newest).toHaveText(/^\d+ new lines?$/);
    await expect.poll(() => wire.total()).toBeGreaterThan(before);
    expect(await wire.list.evaluate((box) => box.scrollTop)).toBe(top);

    await wire.newest.click();
    await expect(wire.newest).toBeHidden();
    await expect.poll(() => wire.fromEnd()).toBeLessThan(2);
    await mailPage.rowAt(6).click();
    await expect.poll(() => wire.total()).toBeGreaterThan(before + 4);
    await expect.poll(() => wire.fromEnd()).toBeLessThan(2);
  });

  test('copies a selection, everything, and saves a file', async ({ page, context, wire }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await wire.open();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(wire.button('Copy 3 lines')).toBeVisible();
    await page.keyboard.press('Control+c');
    await expect(wire.drawer).toContainText('3 lines copied');
    const three = await clipboard();
    expect(three.split('\n')).toHaveLength(3);
    expect(three).toMatch(/^\*: dial .*\n\*: open .*\nS: \* OK /);

    await page.keyboard.press('End');
    await wire.button('Copy all').click();
    await expect.poll(async () => (await clipboard()).split('\n').length).toBeGreaterThan(20);
    expect(await clipboard()).toMatch(/\nC: T\d+ (?:AUTHENTICATE|LOGIN) .*\*\*\*\n/);

    const [download] = await Promise.all([page.waitForEvent('download'), wire.button('Download').click()]);
    expect(download.suggestedFilename()).toMatch(/^tagline-imap-.*\.txt$/);
    const saved = await readFile(await download.path(), 'utf8');
    expect(saved).toMatch(/^# connection 1: INBOX\n/);
    expect(saved).toMatch(/\n\d\d:\d\d:\d\d\.\d{3} \[1\] S: T\d+ OK .* \(\d+ ms\)\n/);
  });

  test('is as high as one likes, by pointer and keys, and stays so', async ({ page, wire }) => {
    await wire.open();
    const height = async () => (await wire.drawer.boundingBox())?.height ?? 0;
    const box = await wire.handle.boundingBox();
    if (box === null) throw new Error('no handle');
    const before = await height();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - 100, { steps: 4 });
    await page.mouse.up();
    await expect.poll(height).toBeCloseTo(before + 100, -1);
    await wire.handle.focus();
    await page.keyboard.press('ArrowDown');
    await expect(wire.handle).toHaveAttribute('aria-valuenow', String(Math.round(before) + 76));
    await page.keyboard.press('Escape');
    await wire.open();
    await expect.poll(height).toBeCloseTo(before + 76, -1);
    await wire.handle.press('End');
    await expect(wire.handle).toHaveAttribute('aria-valuenow', '168');
  });

  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [320, 1280]) {
      test(`has no accessibility fault, ${scheme}, ${width} px`, async ({ page, wire }) => {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 720 });
        await wire.open();
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Shift+ArrowUp');
        await expect(wire.detail).toContainText(/RFC \d+/);
        await expectAccessible(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        expect(overflow).toBe(false);
      });
    }
  }

  test('opens from the folder drawer of a narrow screen', async ({ page, wire }) => {
    await page.setViewportSize({ width: 360, height: 720 });
    await page.getByRole('button', { name: 'Show folders' }).click();
    await wire.opener.click();
    await expect(wire.drawer).toBeVisible();
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(wire.focused).toBeVisible();
  });

  test('speaks Spanish', async ({ page, wire }) => {
    await page.evaluate(() => localStorage.setItem('tagline.language', 'es'));
    await page.reload();
    await expect(page.getByRole('grid')).toBeVisible();
    await page.keyboard.press('w');
    const drawer = page.getByRole('region', { name: 'Protocolo' });
    await expect(drawer.locator('[role="option"]:focus')).toBeVisible();
    await expect(drawer).toContainText(/líneas/);
    await expect(wire.opener).toBeHidden();
  });
});

test('holds no password, in no shape', async ({ page, app, user, wire, enterWith }) => {
  await enterWith(app.url, messages(3, { kind: 'plain', language: 'en' }));
  await wire.open();
  await wire.filter.fill('AUTHENTICATE SCRAM');
  await expect(wire.line(/AUTHENTICATE SCRAM-SHA-\d+ \*\*\*/)).toBeVisible();
  await wire.filter.fill('');
  const [download] = await Promise.all([page.waitForEvent('download'), wire.button('Download').click()]);
  const shown = `${await readFile(await download.path(), 'utf8')}\n${await page.content()}`;
  expect(shown).toContain('AUTHENTICATE SCRAM-SHA-256 ***');
  for (const form of formsOf(user)) expect(shown).not.toContain(form);
});
