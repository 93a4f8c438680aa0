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
