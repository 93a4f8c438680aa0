/** A folder over some years: its dates beside the list, a way to each of them, and a day that is typed. */
import { message } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';

const COUNT = 640;
const DAY = 86_400_000;
/** The newest of them; three days lie between two. */
const NEWEST = Date.UTC(2024, 2, 15, 12);
const dayOf = (index: number): number => NEWEST - (COUNT - 1 - index) * 3 * DAY;
const monthOf = (at: number): string =>
  new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric' }).format(at);

test('months and years stand beside a long list: by pointer, by keys, and by a day that is typed', async ({
  page,
  dovecot,
  app,
  user,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(
    user.name,
    'INBOX',
    Array.from({ length: COUNT }, (_, i) => ({
      message: message(i, { kind: 'small', date: new Date(dayOf(i)) }),
      flags: ['\\Seen'],
      date: new Date(dayOf(i)),
    })),
  );
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(COUNT);
  const rail = page.getByRole('slider', { name: 'Date in the list' });
  await expect(rail).toBeVisible();
  await expect(rail).toHaveAttribute('aria-valuetext', monthOf(NEWEST));
  await expect(rail).toContainText('2021');
  await expectAccessible(page);

  // One press goes there: nothing has to be dragged.
  const box = await rail.boundingBox();
  if (box === null) throw new Error('no rail');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(mailPage.rows.filter({ hasText: '#320' })).toHaveCount(1);
  const middle = monthOf(dayOf(COUNT - 1 - Math.round((COUNT - 1) / 2)));
  await expect(rail).toHaveAttribute('aria-valuetext', middle);

  await rail.focus();
  await page.keyboard.press('Home');
  await expect(rail).toHaveAttribute('aria-valuetext', monthOf(NEWEST));
  await page.keyboard.press('PageDown');
  await expect(rail).toHaveAttribute('aria-valuetext', /December 2023/);
  await page.keyboard.press('ArrowDown');
  await expect(rail).toHaveAttribute('aria-valuetext', /November 2023/);
  await page.keyboard.press('End');
  await expect(mailPage.rows.filter({ hasText: /#0\b/ })).toHaveCount(1);

  await mailPage.focusList();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Go to date' });
  await expect(dialog.getByLabel('Day')).toBeFocused();
  await expectAccessible(page, { within: 'dialog' });
  const wanted = 300;
  await dialog.getByLabel('Day').fill(new Date(dayOf(wanted) + DAY).toISOString().slice(0, 10));
  await dialog.getByRole('button', { name: 'Go', exact: true }).click();
  await expect(dialog).toBeHidden();
  const row = mailPage.rows.filter({ hasText: `#${wanted}` });
  await expect(row).toBeFocused();

  // A telephone has no room for it, and the same way to a day.
  await page.setViewportSize({ width: 320, height: 700 });
  await expect(rail).toBeHidden();
  await mailPage.focusList();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(dialog.getByLabel('Day')).toBeVisible();
  await dialog.getByLabel('Day').fill('1999-01-01');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(mailPage.rows.filter({ hasText: /#0\b/ })).toBeFocused();
});
