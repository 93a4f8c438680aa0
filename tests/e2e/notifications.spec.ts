/** Notifications of new mail, asked for by a press; the numbers in the title and on the app's icon. */
import type { Page } from '@playwright/test';
import { message } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import type { MailPage } from './pages/mail.page';

interface Recorded {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

/** The browser's own parts replaced by ones that write down what they are told; `before`: what was answered earlier. */
async function record(
  page: Page,
  permission: NotificationPermission | 'none',
  before: NotificationPermission = 'default',
): Promise<void> {
  await page.addInitScript(
    ([answer, earlier]) => {
      const log = { asked: 0, notices: [] as Recorded[], click: [] as (() => void)[], badge: -1, focused: 0 };
      let state: DocumentVisibilityState = 'visible';
      Object.defineProperty(document, 'visibilityState', { get: () => state });
      Object.assign(window, {
        log,
        focus: () => void (log.focused += 1),
        hide: (next: DocumentVisibilityState) => {
          state = next;
          document.dispatchEvent(new Event('visibilitychange'));
        },
      });
      Object.assign(navigator, {
        setAppBadge: (count: number) => Promise.resolve(void (log.badge = count)),
        clearAppBadge: () => Promise.resolve(void (log.badge = 0)),
      });
      if (answer === 'none') {
        Reflect.deleteProperty(window, 'Notification');
        return;
      }
      const given: NotificationPermission = answer;
      class RecordedNotification {
        static permission: NotificationPermission = earlier;
        static requestPermission(): Promise<NotificationPermission> {
          log.asked += 1;
          RecordedNotification.permission = given;
          return Promise.resolve(given);
        }
        onclick: (() => void) | null = null;
        constructor(title: string, { body = '', tag = '' }: NotificationOptions = {}) {
          log.notices.push({ title, body, tag });
          log.click.push(() => this.onclick?.());
        }
        close(): void {}
      }
      Object.assign(window, { Notification: RecordedNotification });
    },
    [permission, before] as const,
  );
}

interface Log {
  readonly asked: number;
  readonly notices: readonly Recorded[];
  readonly badge: number;
  readonly focused: number;
}

const logOf = (page: Page): Promise<Log> =>
  page.evaluate(() => {
    const { asked, notices, badge, focused } = (window as unknown as { log: Log }).log;
    return { asked, notices, badge, focused };
  });
const look = (page: Page, state: DocumentVisibilityState): Promise<void> =>
  page.evaluate((next) => (window as unknown as { hide: (state: string) => void }).hide(next), state);

async function openSwitch(page: Page) {
  await page.getByRole('button', { name: 'List options' }).click();
  await page.getByRole('menuitem', { name: 'Notifications…' }).click();
  return page.getByRole('dialog', { name: 'Notifications' });
}

const label = 'Tell me about new mail in the inbox while no tab of Tagline is in sight.';

test('asked for by a press, shown once over all tabs while none is in sight, opened by a click', async ({
  dovecot,
  app,
  user,
  page,
  context,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(user.name, 'INBOX', [message(1)]);
  await record(page, 'granted');
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(1);
  await expect(page).toHaveTitle('(1) Inbox – Tagline');
  await expect.poll(async () => (await logOf(page)).badge).toBe(1);
  expect((await logOf(page)).asked).toBe(0);

  const dialog = await openSwitch(page);
  await expect(dialog).toContainText('Notifications are off');
  await dialog.getByLabel(label).check();
  await expect(dialog).toContainText('Notifications are on');
  expect((await logOf(page)).asked).toBe(1);
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  const second = await context.newPage();
  await record(second, 'granted', 'granted');
  await second.goto(app.url);
  await expect(second.getByRole('grid', { name: 'Messages' })).toHaveAttribute('aria-rowcount', '1');

  // While one tab is in sight, the list itself tells.
  await look(second, 'hidden');
  await dovecot.deliver(user.name, message(2, { kind: 'plain', subject: 'In sight' }));
  await expect(page.locator('[data-slot="live-region"]')).toContainText('1 new message');
  await look(page, 'hidden');
  await dovecot.deliver(
    user.name,
    message(3, { kind: 'plain', subject: 'Out of sight', from: 'Bo <bo@example.com>' }),
  );
  const all = async () => [...(await logOf(page)).notices, ...(await logOf(second)).notices];
  await expect.poll(all).toHaveLength(1);
  expect(await all()).toMatchObject([{ title: 'Bo', body: 'Out of sight' }]);
  await expect(page).toHaveTitle('(3) Inbox – Tagline');
  await expect.poll(async () => (await logOf(page)).badge).toBe(3);

  // Many at once are one.
  await dovecot.save(
    user.name,
    'INBOX',
    [4, 5, 6, 7, 8].map((index) => message(index, { kind: 'small' })),
  );
  await expect(page).toHaveTitle('(8) Inbox – Tagline');
  await expect
    .poll(async () => (await all()).some(({ title }) => title.endsWith(' new messages')))
    .toBe(true);

  const teller = (await logOf(page)).notices.length > 0 ? page : second;
  await teller.evaluate(() => (window as unknown as { log: { click: (() => void)[] } }).log.click[0]?.());
  await expect(
    teller.getByRole('main', { name: 'Message', exact: true }).getByRole('heading', { level: 2 }),
  ).toContainText('Out of sight');
  expect((await logOf(teller)).focused).toBe(1);
  await mailPage.signOut.click();
  await expect.poll(async () => (await logOf(page)).badge).toBe(0);
});

for (const [permission, reason] of [
  ['denied', 'This browser does not let Tagline notify you.'],
  ['none', 'This browser cannot show notifications.'],
] as const) {
  test(`what stands in the way is said (${permission})`, async ({ demo, page, signInPage, mailPage }) => {
    await record(page, permission, permission === 'denied' ? 'denied' : 'default');
    await signInPage.open(demo.url);
    await signInPage.tryDemo.click();
    await expectReady(mailPage);
    const dialog = await openSwitch(page);
    await expect(dialog.getByRole('alert')).toContainText(reason);
    await expect(dialog.getByLabel(label)).not.toBeChecked();
    await expectAccessible(page);
  });
}

const expectReady = (mailPage: MailPage) => expect(mailPage.rows.first()).toBeVisible();
