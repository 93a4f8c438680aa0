/** Whatever a finger can press is 44 px in both directions, on a phone and on a tablet, in every state of the screen. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { TriagePage } from './pages/triage.page';

const PRESSED =
  'button, a[href], input, select, summary, [role="button"], [role="checkbox"], [role^="menuitem"], [role="treeitem"], [role="option"], [role="tab"], [role="row"], [data-slot="row-star"]';

/** What is smaller than a finger, by name and size; words in a sentence may be (WCAG 2.5.5). */
async function tooSmall(page: Page): Promise<readonly string[]> {
  return page.evaluate((pressed) => {
    const top = document.querySelector('dialog:modal') ?? document;
    return Array.from(top.querySelectorAll<HTMLElement>(pressed)).flatMap((element) => {
      // A press on its words is a press on the box.
      const own = (element.closest('label') ?? element).getBoundingClientRect();
      const inSight = element.checkVisibility({ visibilityProperty: true }) && own.width > 0;
      const inSentence = element.matches('a[href]') && element.closest('p, article') !== null;
      if (!inSight || inSentence || element.closest('.sr-only, [inert]') !== null) return [];
      // Half a pixel is lost where a row's height is shared out.
      if (own.width >= 43.5 && own.height >= 43.5) return [];
      const name = element.getAttribute('aria-label') ?? element.dataset['slot'] ?? element.textContent;
      return [`${name.trim().slice(0, 40)} ${Math.round(own.width)} x ${Math.round(own.height)}`];
    });
  }, PRESSED);
}

async function expectFingers(page: Page, state: string): Promise<void> {
  await expect.poll(() => tooSmall(page), state).toEqual([]);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(sideways, `${state} scrolls sideways`).toBeLessThanOrEqual(0);
}

for (const width of [320, 768]) {
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 760 }, hasTouch: true, isMobile: true });
    test('every button, row, menu and dialog has room for a finger', async ({
      page,
      demo,
      signInPage,
      mailPage,
    }) => {
      const triage = new TriagePage(page);
      const button = (name: string) => page.getByRole('button', { name, exact: true });
      await signInPage.open(demo.url);
      await expectFingers(page, 'sign-in');
      await signInPage.tryDemo.tap();
      await mailPage.expectSettled();
      await expectFingers(page, 'list');

      await button('List options').tap();
      await expect(triage.menu).toBeVisible();
      await expectFingers(page, 'list menu');
      await triage.menuItem('Find a command').tap();
      await expect(triage.field).toBeVisible();
      await expectFingers(page, 'palette');
      await triage.field.fill('keyboard');
      await triage.options.first().tap();
      await expect(triage.dialog('Keyboard shortcuts')).toBeVisible();
      await expectFingers(page, 'shortcuts');
      await button('Close').tap();

      await button('Show folders').tap();
      await expect(mailPage.folder('Inbox')).toBeVisible();
      await expectFingers(page, 'folders');
      await page.locator('[data-slot="account-menu"]').last().tap();
      await expect(triage.menu).toBeVisible();
      await expectFingers(page, 'account menu');
      await page.getByRole('menuitemradio', { name: 'Dark theme' }).tap();
      await expect
        .poll(() => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme))
        .toBe('dark');
      await button('New folder').tap();
      const question = page.locator('[data-slot="ask-dialog"]');
      await expect(question).toBeVisible();
      await expectFingers(page, 'new folder');
      await question.getByRole('button', { name: 'Cancel' }).tap();
      await mailPage.folder('Archive').tap();
      await mailPage.expectSettled();

      await mailPage.rowAt(1).locator('[data-slot="row-check"]').tap();
      await triage.expectSelected([1]);
      await expectFingers(page, 'selected');
      await button('Clear the selection').first().tap();
      await mailPage.rowAt(0).tap();
      await expect(mailPage.subject).toBeVisible();
      await expectFingers(page, 'message');
      const move = mailPage.reader.getByRole('button', { name: 'Move to…' });
      if (await move.isVisible()) await move.tap();
      else {
        await button('More actions').tap();
        await expectFingers(page, 'more actions');
        await triage.menuItem('Move to…').tap();
      }
      await expect(triage.field).toBeVisible();
      await expectFingers(page, 'move');
    });
  });
}

test.describe('the rail', () => {
  test.use({ viewport: { width: 900, height: 700 } });
  test('icons with counts and names, by pointer and by keys; the drawer has the names', async ({
    page,
    demo,
    signInPage,
    mailPage,
  }) => {
    await signInPage.open(demo.url);
    await signInPage.tryDemo.click();
    await mailPage.expectSettled();
    const inbox = mailPage.folder('Inbox');
    await expect(inbox).toHaveAccessibleName(/^Inbox, \d+ unread$/u);
    const unread = /\d+/u.exec((await inbox.getAttribute('aria-label')) ?? '')?.[0] ?? '';
    await expect(inbox).toContainText(unread);
    expect((await inbox.boundingBox())?.width).toBeLessThanOrEqual(48);
    const tip = mailPage.folder('Archive').locator('[data-slot="rail-tip"]');
    await expect(tip).toBeHidden();
    await mailPage.folder('Archive').hover();
    await expect(tip).toBeVisible();
    await expect(tip).toBeInViewport({ ratio: 1 });
    await mailPage.folder('Archive').click();
    await expect(page).toHaveTitle(/Archive – Tagline$/u);

    // Letters and arrows as in the whole tree; what is renamed is asked for in a dialog.
    await mailPage.folder('Archive').focus();
    await page.keyboard.press('f');
    await expect(mailPage.folder('Familia')).toBeFocused();
    await expect(mailPage.folder('Familia').locator('[data-slot="rail-tip"]')).toBeVisible();
    await page.keyboard.press('F2');
    await expect(page.locator('[data-slot="ask-dialog"]').getByLabel('Name')).toHaveValue('Familia');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(mailPage.list.locator(':focus')).toHaveCount(1);

    await page.getByRole('button', { name: 'Show folders' }).click();
    await expect(page.getByRole('dialog', { name: 'Folders' }).getByText('Familia')).toBeVisible();
    await expect(mailPage.folder('Familia')).toHaveCount(1);
    await mailPage.folder('Familia').click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(mailPage.folder('Familia')).toHaveAttribute('aria-selected', 'true');
    // Edges of the list by keys, within what this window has room for.
    const edge = page.getByRole('separator', { name: 'Width of the message list' });
    await edge.focus();
    await page.keyboard.press('End');
    await expect(edge).toHaveAttribute('aria-valuenow', String(900 - 56 - 400));
  });
});
