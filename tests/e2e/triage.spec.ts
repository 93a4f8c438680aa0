import type { Locator, Page } from '@playwright/test';
import { ACTIONS, COMMANDS } from '../../lib/actions';
import { en } from '../../lib/i18n/messages/en';
import { expectAccessible } from './accessibility';
import { expect, test as base } from './fixtures';
import { TriagePage } from './pages/triage.page';

const test = base.extend<{ readonly triage: TriagePage }>({
  triage: async ({ page }, use) => use(new TriagePage(page)),
});

test.beforeEach(async ({ ownDemo, signInPage, mailPage }) => {
  await signInPage.open(ownDemo.url);
  await signInPage.tryDemo.click();
  await expect(mailPage.rows.first()).toBeVisible();
});

/** What the registry gives a key, by its English name. */
const namesWithKeys = (): readonly string[] => [
  ...ACTIONS.filter(({ keys }) => keys.length > 0).map(({ label }) => en.actions[label]),
  ...COMMANDS.filter(({ keys, shownKey }) => keys.length > 0 || shownKey !== undefined).map(
    ({ id }) => en.triage.commands[id],
  ),
];

/** A folder nothing arrives in while a test looks at it. */
test.describe('in a quiet folder', () => {
  let count = 0;
  test.beforeEach(async ({ page, mailPage }) => {
    if ((page.viewportSize()?.width ?? 0) < 1100)
      await page.getByRole('button', { name: 'Show folders' }).click();
    await mailPage.folder('Archive').click();
    await expect(page).toHaveTitle(/Archive – Tagline$/u);
    await mailPage.expectSettled();
    count = Number(await mailPage.list.getAttribute('aria-rowcount'));
    expect(count).toBeGreaterThan(12);
  });

  test('pointer: a press opens, ctrl toggles, shift spans, Escape clears', async ({
    page,
    mailPage,
    triage,
  }) => {
    await expect(mailPage.list).toHaveAttribute('aria-multiselectable', 'true');
    await mailPage.rowAt(1).click();
    await expect(mailPage.rowAt(1)).toHaveAttribute('aria-current', 'true');
    await expect(mailPage.rowAt(1)).toHaveAttribute('aria-selected', 'false');
    const subject = await mailPage.subject.textContent();

    await mailPage.rowAt(4).click({ modifiers: ['Shift'] });
    await expect(triage.heading).toHaveText('4 messages selected');
    await triage.expectSelected([1, 2, 3, 4]);
    await mailPage.rowAt(2).click({ modifiers: ['ControlOrMeta'] });
    await mailPage.rowAt(7).click({ modifiers: ['ControlOrMeta'] });
    await triage.expectSelected([1, 3, 4, 7]);
    await mailPage.rowAt(9).click({ modifiers: ['Shift'] });
    await triage.expectSelected([1, 3, 4, 7, 8, 9]);

    // One place for actions: the open message's are out of the way, and there again afterwards.
    for (const name of ['Star', 'Delete'] as const) await expect(mailPage.action(name)).toHaveCount(1);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await triage.expectSelected([]);
    await expect(mailPage.subject).toHaveText(subject ?? '');
    await mailPage.rowAt(0).click();
    await expect(mailPage.rowAt(0)).toHaveAttribute('aria-current', 'true');
  });

  test('a checkbox stands in place of the avatar while the row is pointed at', async ({
    mailPage,
    triage,
  }) => {
    const check = mailPage.rowAt(3).getByRole('checkbox', { name: 'Select message' });
    await mailPage.rowAt(3).hover();
    const box = await check.boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(24);
    expect(box?.height).toBeGreaterThanOrEqual(24);
    await check.click();
    await expect(check).toHaveAttribute('aria-checked', 'true');
    await triage.expectSelected([3]);
    await mailPage
      .rowAt(5)
      .locator('[data-slot="row-check"]')
      .click({ modifiers: ['Shift'] });
    await triage.expectSelected([3, 4, 5]);
  });

  test('keys select: x, shift+j, shift+k, shift+arrows, ctrl+a', async ({ page, mailPage, triage }) => {
    await mailPage.focusList();
    await page.keyboard.press('x');
    await triage.expectSelected([0]);
    for (const key of ['J', 'J', 'J', 'K']) await page.keyboard.press(`Shift+${key}`);
    await triage.expectSelected([0, 1, 2]);
    await expect(mailPage.rowAt(2)).toBeFocused();
    // j and k move on without opening; a new range begins there.
    for (const key of ['j', 'j']) await page.keyboard.press(key);
    await page.keyboard.press('Shift+ArrowDown');
    await triage.expectSelected([0, 1, 2, 4, 5]);
    await page.keyboard.press('Escape');
    await triage.expectSelected([]);
    await expect(mailPage.rowAt(5)).toBeFocused();
    await page.keyboard.press('Control+a');
    await expect(triage.heading).toHaveText(/^\d+ messages selected$/u);
    const all = Number.parseInt((await triage.heading.textContent()) ?? '', 10);
    expect(all).toBeGreaterThan(10);
    if (all < count) await expect(page.getByText(`${count - all} messages are not loaded yet`)).toBeVisible();
  });

  test('many at once are one action with one way back', async ({ page, mailPage, triage }) => {
    const [first, second, third] = await triage.uids([0, 1, 2]);
    await mailPage.focusList();
    await page.keyboard.press('x');
    for (const key of ['J', 'J']) await page.keyboard.press(`Shift+${key}`);
    await mailPage.action('Delete').click();
    await expect(triage.toast).toContainText('3 messages moved to Trash');
    await mailPage.expectCount(count - 3);
    await triage.expectSelected([]);
    await expect(mailPage.rowAt(0)).toBeFocused();
    await expect(mailPage.undo).toHaveCount(1);
    await mailPage.undo.click();
    await mailPage.expectCount(count);
    expect((await triage.uids([0, 1, 2])).length).toBe(3);
    expect([first, second, third].every(Boolean)).toBe(true);

    await mailPage.focusList();
    await page.keyboard.press('Home');
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+J');
    // Both read first, whatever the demo made of them.
    await page.keyboard.press('Shift+I');
    for (const at of [0, 1]) await expect(mailPage.rowAt(at)).toHaveAccessibleName(/^(?!Unread)/u);
    await page.keyboard.press('Shift+U');
    await expect(triage.toast).toContainText('2 messages marked as unread');
    await triage.expectSelected([0, 1]);
    for (const at of [0, 1]) await expect(mailPage.rowAt(at)).toHaveAccessibleName(/^Unread/u);
    await page.keyboard.press('z');
    for (const at of [0, 1]) await expect(mailPage.rowAt(at)).toHaveAccessibleName(/^(?!Unread)/u);
  });

  test('v moves to a folder that is typed, z brings back', async ({ page, mailPage, triage }) => {
    await mailPage.focusList();
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+J');
    await page.keyboard.press('v');
    await expect(triage.dialog('Move 2 messages')).toBeVisible();
    await expect(triage.field).toBeFocused();
    await expect(triage.options.filter({ hasText: /^Archive$/u })).toHaveCount(0);
    await expectAccessible(page);
    await triage.field.fill('gard');
    await expect(triage.options).toHaveCount(1);
    await page.keyboard.press('Enter');
    await expect(triage.toast).toContainText('2 messages moved to Garden');
    await mailPage.expectCount(count - 2);
    await page.keyboard.press('z');
    await mailPage.expectCount(count);

    await mailPage.focusList();
    await page.keyboard.press('v');
    await triage.field.fill('no such folder');
    await expect(page.getByText('No folder is called that.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(mailPage.list.locator(':focus')).toHaveCount(1);
    await mailPage.expectCount(count);
  });

  test('the menu of a row: right press, menu key, keys inside', async ({ page, mailPage, triage }) => {
    await mailPage.rowAt(2).click({ button: 'right' });
    await expect(triage.menu).toBeVisible();
    await expectAccessible(page);
    await expect(triage.menuItem('Open')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(triage.menuItem('Select')).toBeFocused();
    await page.keyboard.press('Enter');
    await triage.expectSelected([2]);
    await expect(triage.menu).toHaveCount(0);

    await page.keyboard.press('Shift+F10');
    await expect(triage.menu).toHaveAccessibleName(/.+/u);
    await page.keyboard.press('Escape');
    await expect(triage.menu).toHaveCount(0);
    // The menu's Escape is the menu's alone.
    await triage.expectSelected([2]);
    await mailPage.rowAt(3).click({ modifiers: ['ControlOrMeta'] });
    await mailPage.rowAt(3).click({ button: 'right' });
    await expect(triage.menu).toHaveAccessibleName('2 messages selected');
    await triage.menuItem('Star').click();
    for (const at of [2, 3]) await expect(mailPage.rowAt(at)).toHaveAccessibleName(/starred/u);
  });

  test('messages are dragged onto a folder', async ({ mailPage, triage }) => {
    await mailPage.rowAt(0).click({ modifiers: ['ControlOrMeta'] });
    await mailPage.rowAt(2).click({ modifiers: ['ControlOrMeta'] });
    await mailPage.rowAt(2).dragTo(mailPage.folder('Familia'));
    await expect(triage.toast).toContainText('2 messages moved to Familia');
    await mailPage.expectCount(count - 2);
    await mailPage.undo.click();
    await mailPage.expectCount(count);
    // Its own folder takes nothing, and another row goes alone.
    await mailPage.rowAt(1).dragTo(mailPage.folder('Archive'));
    await mailPage.expectCount(count);
    await mailPage.rowAt(1).dragTo(mailPage.folder('Familia'));
    await expect(triage.toast).toContainText('Moved to Familia');
    await mailPage.expectCount(count - 1);
  });

  test('sequences go places, with a hint and an end', async ({ page, mailPage, triage }) => {
    const hint = page.locator('[data-slot="key-hint"]');
    await mailPage.focusList();
    await page.keyboard.press('g');
    await expect(hint).toContainText('Sent');
    await expectAccessible(page);
    await expect(hint).toHaveCount(0);
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await expect(mailPage.folder('Sent')).toHaveAttribute('aria-selected', 'true');
    await expect(hint).toHaveCount(0);
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await expect(mailPage.folder('Drafts')).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await expect(mailPage.folder('Archive')).toHaveAttribute('aria-selected', 'true');
    await mailPage.expectSettled();
    await mailPage.focusList();
    // What ends no sequence does nothing, least of all delete.
    await page.keyboard.press('g');
    await page.keyboard.press('#');
    await expect(hint).toHaveCount(0);
    await mailPage.expectCount(count);
    await page.keyboard.press('g');
    await expect(hint).toBeVisible();
    await expect(hint).toHaveCount(0);
    await page.keyboard.press('x');
    await triage.expectSelected([0]);
  });

  test('the sheet shows every shortcut, and its switch is remembered', async ({ page, mailPage, triage }) => {
    await page.keyboard.press('?');
    const sheet = triage.dialog('Keyboard shortcuts');
    await expect(sheet).toBeVisible();
    expect((await sheet.locator('dt').allTextContents()).toSorted()).toEqual(namesWithKeys().toSorted());
    await expectAccessible(page);
    await sheet.getByRole('checkbox', { name: 'Shortcuts of a single key' }).uncheck();
    await page.keyboard.press('Escape');
    await mailPage.focusList();
    for (const key of ['x', 'g', '?', '#']) await page.keyboard.press(key);
    await triage.expectSelected([]);
    await mailPage.expectCount(count);
    await page.reload();
    await mailPage.expectSettled();
    await page.keyboard.press('?');
    await expect(sheet).toHaveCount(0);
    // Others still work, and lead back to the sheet.
    await page.keyboard.press('Control+k');
    await triage.field.fill('keyboard');
    await page.keyboard.press('Enter');
    await sheet.getByRole('checkbox', { name: 'Shortcuts of a single key' }).check();
    await sheet.getByRole('button', { name: 'Close', exact: true }).click();
    await mailPage.focusList();
    await page.keyboard.press('x');
    await triage.expectSelected([0]);
  });

  test('the palette finds actions, places and choices, with their keys', async ({
    page,
    mailPage,
    triage,
  }) => {
    await mailPage.focusList();
    await page.keyboard.press('Control+k');
    await expect(triage.field).toBeFocused();
    await expect(triage.options.first()).toContainText('Delete');
    await expectAccessible(page);
    await triage.field.fill('star');
    await expect(triage.options.first()).toContainText('Star');
    await expect(triage.options.first().locator('kbd')).toHaveText('S');
    await page.keyboard.press('Enter');
    await expect(mailPage.rowAt(0)).toHaveAccessibleName(/starred/u);
    await page.keyboard.press('Control+k');
    await triage.field.fill('famil');
    await page.keyboard.press('Enter');
    await expect(mailPage.folder('Familia')).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Control+k');
    await triage.field.fill('compact');
    await page.keyboard.press('Enter');
    await expect.poll(() => height(mailPage.rowAt(0))).toBe(36);
  });

  test('[ and ] archive and go on', async ({ page, mailPage, triage }) => {
    await mailPage.openFolder('Sent');
    await mailPage.expectSettled();
    const [, second, third] = await triage.uids([0, 1, 2]);
    await mailPage.rowAt(1).click();
    await page.keyboard.press('[');
    await expect(triage.toast).toContainText('Archived');
    await expect(mailPage.list.locator('[aria-current="true"]')).toHaveAttribute('data-uid', third ?? '');
    await expect(mailPage.list.locator(`[data-uid="${second}"]`)).toHaveCount(0);
  });

  test('density and width are kept', async ({ page, mailPage, triage }) => {
    expect(await height(mailPage.rowAt(0))).toBe(52);
    for (const [name, px] of [
      ['Relaxed rows', 72],
      ['Compact rows', 36],
    ] as const) {
      await page.getByRole('button', { name: 'List options' }).click();
      await expectAccessible(page);
      await page.getByRole('menuitemradio', { name }).click();
      await expect.poll(() => height(mailPage.rowAt(0))).toBe(px);
      await mailPage.expectSettled();
      await expectAccessible(page);
    }
    const edge = page.getByRole('separator', { name: 'Width of the message list' });
    await expect(edge).toHaveAttribute('aria-valuenow', '380');
    await edge.focus();
    await page.keyboard.press('ArrowRight');
    await expect(edge).toHaveAttribute('aria-valuenow', '396');
    await page.keyboard.press('Home');
    await expect(edge).toHaveAttribute('aria-valuenow', '300');
    await page.keyboard.press('End');
    await expect(edge).toHaveAttribute('aria-valuenow', '560');
    const box = await edge.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 6, 300);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 6 - 100, 300, { steps: 4 });
    await page.mouse.up();
    await expect(edge).toHaveAttribute('aria-valuenow', '460');
    await page.reload();
    await expect(edge).toHaveAttribute('aria-valuenow', '460');
    expect(await width(page.getByRole('region', { name: 'Message list' }))).toBe(460);
    await mailPage.expectSettled();
    expect(await height(mailPage.rowAt(0))).toBe(36);
    await triage.expectSelected([]);
  });

  test.describe('320 px', () => {
    test.use({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
    test('a finger selects on the avatar; the actions stand over the list', async ({
      page,
      mailPage,
      triage,
    }) => {
      await mailPage.rowAt(1).locator('[data-slot="row-check"]').tap();
      await mailPage.rowAt(2).tap();
      await triage.expectSelected([1, 2]);
      await expect(page.locator('[data-slot="bulk-bar"]')).toContainText('2 messages selected');
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      const box = await mailPage.rowAt(1).locator('[data-slot="row-check"]').boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
      await page.getByRole('button', { name: 'Delete', exact: true }).tap();
      await mailPage.expectCount(count - 2);
      await expect(page.locator('[data-slot="bulk-bar"]')).toHaveCount(0);
      await mailPage.rowAt(0).tap();
      await expect(mailPage.subject).toBeVisible();
      await expect(page.getByRole('button', { name: 'Older message' })).toBeInViewport({ ratio: 1 });
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    });
  });
});

test('a selection stays with its messages while mail arrives', async ({ mailPage, triage }) => {
  const before = Number(await mailPage.list.getAttribute('aria-rowcount'));
  await mailPage.rowAt(1).click({ modifiers: ['ControlOrMeta'] });
  await mailPage.rowAt(2).click({ modifiers: ['ControlOrMeta'] });
  const chosen = await triage.selectedUids();
  // Under the pointer, new mail would wait.
  await mailPage.leaveList();
  await expect
    .poll(async () => Number(await mailPage.list.getAttribute('aria-rowcount')))
    .toBeGreaterThan(before);
  await mailPage.expectSettled();
  expect(await triage.selectedUids()).toEqual(chosen);
  await expect(triage.heading).toHaveText('2 messages selected');
});

const height = async (element: Locator): Promise<number> => (await element.boundingBox())?.height ?? 0;
const width = async (element: Locator): Promise<number> => (await element.boundingBox())?.width ?? 0;

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [scroll, client] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(scroll).toBeLessThanOrEqual(client ?? 0);
}
