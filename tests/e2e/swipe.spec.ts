/** A phone's fingers: rows moved aside, the list scrolled, and every swipe's twin as a button. */
import { messages } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { Finger } from './pages/touch';
import { TriagePage } from './pages/triage.page';

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

test('a row moved aside is archived, read or deleted, or goes back; scrolling is not disturbed', async ({
  app,
  page,
  mailPage,
  enterWith,
}) => {
  const triage = new TriagePage(page);
  const finger = new Finger(page);
  const under = page.locator('[data-slot="swipe-under"]');
  await enterWith(app.url, messages(40, { kind: 'small' }));
  await mailPage.expectSettled();
  const [first, second, third] = await triage.uids([0, 1, 2]);
  const row = (uid: string | null | undefined) => page.locator(`[role="row"][data-uid="${uid}"]`);

  // To the right, with a word for what letting go would do.
  await finger.down(row(first));
  await finger.move(50);
  await expect(under).toHaveText('Archive');
  await expect(under).toHaveAttribute('data-armed', 'false');
  await finger.move(50);
  await expect(under).toHaveAttribute('data-armed', 'true');
  await finger.up();
  await expect(triage.toast).toContainText('Archived');
  await mailPage.expectCount(39);
  await expect(under).toHaveCount(0);
  await triage.toast.getByRole('button', { name: 'Undo' }).tap();
  await mailPage.expectCount(40);

  // Not far enough, or back again: nothing happens, and nothing is opened.
  await finger.swipe(row(second), 60);
  await finger.down(row(second));
  await finger.move(120);
  await finger.move(-100);
  await finger.up();
  await mailPage.expectCount(40);
  await expect(mailPage.list).toBeVisible();
  await expect(row(second)).toHaveAccessibleName(/^Unread/u);

  // To the left: read, and unread again; further on: deleted.
  await finger.swipe(row(second), -100);
  await expect(row(second)).toHaveAccessibleName(/^(?!Unread)/u);
  await finger.down(row(second));
  await finger.move(-100);
  await expect(under).toHaveText('Unread');
  await finger.up();
  await expect(row(second)).toHaveAccessibleName(/^Unread/u);
  await finger.down(row(third));
  await finger.move(-230);
  await expect(under).toHaveText('Delete');
  await finger.up();
  await expect(triage.toast).toContainText('Moved to Trash');
  await mailPage.expectCount(39);

  // Up and down is the list's own.
  await finger.swipe(row(second), 12, -260);
  await expect.poll(() => mailPage.list.evaluate((grid) => grid.scrollTop)).toBeGreaterThan(100);
  await mailPage.expectCount(39);
  // A list that still runs on takes a touch for the wish that it stops.
  await mailPage.list.evaluate(async (grid) => {
    for (let still = 0, last = -1; still < 20; last = grid.scrollTop) {
      await new Promise((drawn) => requestAnimationFrame(drawn));
      still = grid.scrollTop === last ? still + 1 : 0;
    }
  });
  await mailPage.scrollTo(0);

  // The twins: a tap on the face selects, and the bar has all of it. No target is smaller than a finger.
  await row(second).getByRole('checkbox', { name: 'Select message' }).tap();
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected messages' });
  for (const name of ['Archive', 'Delete', 'Mark as read'])
    await expect(bar.getByRole('button', { name, exact: true })).toBeVisible();
  const targets = page.locator(
    '[data-slot="row-check"], [data-slot="row-star"], [role="toolbar"] button, [role="row"][data-uid]',
  );
  const sizes = await targets.evaluateAll((all) =>
    all.map((element) => {
      const { width, height } = element.getBoundingClientRect();
      return Math.round(Math.min(width, height));
    }),
  );
  expect(sizes.length).toBeGreaterThan(20);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);
  await expectAccessible(page);
  // While messages are selected, rows stay where they are.
  await finger.swipe(row(second), 120);
  await mailPage.expectCount(39);
  await expect(row(second)).toHaveAttribute('aria-selected', 'true');
});
