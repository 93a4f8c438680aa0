import { message, messages } from '../support/mail-factory';
import { expect, test } from './fixtures';
import type { MailPage, RowPlace } from './pages/mail.page';

const COUNT = 400;
const ARRIVALS = 50;
const EXPUNGES = 20;

test('50 arrivals and 20 expunges above the view leave it where it is', async ({
  app,
  dovecot,
  user,
  mailPage,
  enterWith,
}) => {
  await enterWith(app.url, messages(COUNT, { kind: 'small' }));
  await mailPage.expectSettled();
  for (let pages = 0; pages < 8; pages += 1) await mailPage.press('PageDown');
  // Not at a row's edge, where rounding could hide.
  await mailPage.list.evaluate((grid) => {
    grid.scrollTop += 17;
  });
  await mailPage.expectSettled();
  const before = await mailPage.firstVisibleRow();
  const focused = await mailPage.focusedUid();
  expect(before.uid).not.toBe('');
  expect(focused).not.toBeNull();

  const fresh = Array.from({ length: ARRIVALS }, (_, index) => message(COUNT + index, { kind: 'small' }));
  await dovecot.save(user.name, 'INBOX', fresh);
  await mailPage.expectCount(COUNT + ARRIVALS);
  await expectSamePlace(mailPage, before, focused);

  const client = await dovecot.connect(user.name);
  await client.select('INBOX');
  // Some of the new ones, and some old ones above the view.
  await client.expunge(`${COUNT + 11}:${COUNT + 20},${COUNT - 19}:${COUNT - 10}`);
  await client.logout();
  await mailPage.expectCount(COUNT + ARRIVALS - EXPUNGES);
  await expectSamePlace(mailPage, before, focused);
  await mailPage.expectSettled();

  await mailPage.press('Home');
  await expect(mailPage.rowAt(0)).toContainText(`#${COUNT + ARRIVALS - 1}`);
});

test('a message that goes hands the focus to its neighbour', async ({
  app,
  dovecot,
  user,
  mailPage,
  enterWith,
}) => {
  await enterWith(app.url, messages(40, { kind: 'small' }));
  await mailPage.press('ArrowDown');
  await mailPage.press('ArrowDown');
  expect(await mailPage.focusedUid()).toBe('38');
  const client = await dovecot.connect(user.name);
  await client.select('INBOX');
  await client.expunge('38');
  await client.logout();
  await mailPage.expectCount(39);
  await expect.poll(() => mailPage.focusedUid()).toBe('37');
});

async function expectSamePlace(mailPage: MailPage, before: RowPlace, focused: string | null): Promise<void> {
  const after = await mailPage.firstVisibleRow();
  expect(after.uid).toBe(before.uid);
  expect(Math.abs(after.top - before.top)).toBeLessThanOrEqual(1);
  expect(await mailPage.focusedUid()).toBe(focused);
}
