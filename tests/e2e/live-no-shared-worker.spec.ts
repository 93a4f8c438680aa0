import { message, messages } from '../support/mail-factory';
import { expect, test } from './fixtures';
import { MailPage } from './pages/mail.page';

const COUNT = 4;

test.beforeEach(async ({ context }) => {
  await context.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'SharedWorker');
  });
});

test('without SharedWorker: a reload signs in again by itself, two tabs share one engine, the second takes over', async ({
  page,
  context,
  app,
  dovecot,
  user,
  mailPage,
  enterWith,
}) => {
  await enterWith(app.url, messages(COUNT, { kind: 'plain' }));
  await mailPage.expectSealed();

  // The worker ends with its page: what the tab kept sealed signs in.
  await page.reload();
  await mailPage.expectCount(COUNT);
  await mailPage.expectLive();
  await expect.poll(() => dovecot.connections(user.name)).toBe(1);

  const second = await context.newPage();
  const secondMail = new MailPage(second);
  await second.goto(app.url);
  await secondMail.expectCount(COUNT);
  await dovecot.deliver(user.name, message(50, { kind: 'plain', subject: 'For both tabs' }));
  await expect(secondMail.rowAt(0)).toContainText('For both tabs');
  await expect(mailPage.rowAt(0)).toContainText('For both tabs');
  expect(await dovecot.connections(user.name)).toBe(1);

  await page.close();
  await secondMail.expectCount(COUNT + 1);
  await secondMail.expectLive();
  await dovecot.deliver(user.name, message(51, { kind: 'plain', subject: 'For the heir' }));
  await expect(secondMail.rowAt(0)).toContainText('For the heir');
  await expect.poll(() => dovecot.connections(user.name)).toBe(1);
});

test('without SharedWorker: the leading tab has an index of words, and the tab that takes over begins one', async ({
  page,
  context,
  user,
  dovecot,
  signInPage,
  mailPage,
  gated: { app, gate },
}) => {
  await dovecot.save(user.name, 'INBOX', [
    ...messages(COUNT, { kind: 'plain' }),
    message(COUNT, {
      kind: 'plain',
      subject: 'Notes of the walk',
      text: 'Seventeen herons stood at the weir',
    }),
  ]);
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(COUNT + 1);
  const second = await context.newPage();
  const secondMail = new MailPage(second);
  await second.goto(app.url);
  await secondMail.expectCount(COUNT + 1);

  for (const [tab, mail] of [
    [page, mailPage],
    [second, secondMail],
  ] as const) {
    await mail.openMessage('Notes of the walk');
    await expect(tab.getByText('Seventeen herons stood at the weir')).toBeVisible();
    gate.holdAfter('UID SEARCH', 0);
    await mail.focusList();
    await tab.keyboard.press('/');
    await tab.getByRole('searchbox', { name: 'Search Inbox' }).fill('seventeen');
    // Only its text has the word, and the server has not answered.
    await mail.expectCount(1);
    await expect(tab.locator('[data-slot="view-line"]')).toContainText('1 found so far');
    gate.release();
    await expect(tab.locator('[data-slot="view-line"]')).toHaveText('1 found');
    // Whoever led is gone, and the index with it.
    if (tab === page) await page.close();
    await secondMail.expectLive();
  }
});
