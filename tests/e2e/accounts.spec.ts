import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAppServer } from '../support/app-server';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { message, messages } from '../support/mail-factory';
import { temporaryFolder } from '../support/temp';
import { expectAccessible } from './accessibility';
import { closePages, expect, test as base } from './fixtures';
import { mailboxState } from './mailbox-state';
import { AccountsPage } from './pages/accounts.page';
import { MailPage } from './pages/mail.page';
import { TriagePage } from './pages/triage.page';
import { WirePage } from './pages/wire.page';

const test = base.extend<{ readonly accounts: AccountsPage }>({
  accounts: async ({ page }, use) => use(new AccountsPage(page)),
});

test('a second account beside the first: both live, each with its own mail, until it signs out', async ({
  page,
  context,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
  accounts,
}) => {
  const office = dovecot.user(`${user.name}-office`);
  await dovecot.save(user.name, 'INBOX', messages(4, { kind: 'plain' }));
  await dovecot.save(office.name, 'INBOX', messages(2, { kind: 'plain' }));
  await dovecot.save(office.name, 'Projects', []);
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(4);
  await mailPage.expectLive();
  // Alone, an account is nobody's neighbour: no heads.
  await expect(accounts.heads).toHaveCount(0);

  // Cancelled and refused, nothing has changed.
  await accounts.choose('Add account…');
  await expect(accounts.email).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(accounts.dialog).toHaveCount(0);
  await expect(accounts.menuButton).toBeFocused();
  await accounts.choose('Add account…');
  await accounts.email.fill(office.address);
  await accounts.password.fill('not it');
  await accounts.submit.click();
  await expect(accounts.alert).toContainText('did not accept this address and password');
  await accounts.dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await mailPage.expectCount(4);
  await mailPage.expectLive();

  await accounts.add(office);
  await mailPage.expectCount(2);
  await expect(accounts.notifications).toContainText(`${office.address} added`);
  await expect(accounts.head(user.address)).toHaveAccessibleName(`${user.address}, Live, 4 unread`);
  await expect(accounts.head(office.address)).toHaveAccessibleName(`${office.address}, Live, 2 unread`);
  await expect(accounts.folder(office.address, 'Inbox')).toHaveAttribute('aria-selected', 'true');
  await expect(accounts.folder(office.address, 'Inbox')).toHaveAttribute('aria-level', '2');
  await expect(page).toHaveTitle(`(2) Inbox – ${office.address} – Tagline`);
  await expect(mailPage.connection).toContainText(office.address);
  await expect(mailPage.signOut).toHaveCount(0);

  // What comes to either is counted and told, whichever is in view.
  await dovecot.deliver(user.name, message(50, { kind: 'plain', subject: 'For home' }));
  await expect(accounts.folder(user.address, 'Inbox')).toHaveAccessibleName('Inbox, 5 unread');
  await expect(accounts.liveRegion).toHaveText(`1 new message in Inbox, ${user.address}`);
  await dovecot.deliver(office.name, message(51, { kind: 'plain', subject: 'For the office' }));
  await expect(mailPage.rowAt(0)).toContainText('For the office');
  await expect(accounts.liveRegion).toHaveText(`1 new message in Inbox, ${office.address}`);

  // Acts stay with their account, and so does taking them back.
  await mailPage.rowAt(0).locator('[data-slot="row-star"]').click();
  await accounts.open(user.address, 'Inbox');
  await mailPage.expectCount(5);
  await expect(mailPage.rowAt(0)).toContainText('For home');
  await mailPage.openMessage('For home');
  await mailPage.action('Archive').click();
  await mailPage.expectCount(4);
  await accounts.open(office.address, 'Inbox');
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/starred/);
  await mailPage.expectCount(3);
  await page.keyboard.press('z');
  await expect(accounts.folder(user.address, 'Inbox')).toHaveAccessibleName('Inbox, 4 unread');
  await mailPage.expectCount(3);

  // A drag to the other account puts it there, marks and all, and its original into Trash here.
  await dovecot.deliver(office.name, message(52, { kind: 'plain', subject: 'To take home' }));
  await expect(mailPage.rowAt(0)).toContainText('To take home');
  await mailPage.rowAt(0).locator('[data-slot="row-star"]').click();
  await mailPage.rowAt(0).dragTo(accounts.folder(user.address, 'Archive'));
  await expect(accounts.notifications).toContainText(
    `1 message is in Archive of ${user.address} now. The original is in Trash.`,
  );
  await mailPage.expectCount(3);
  await accounts.open(user.address, 'Archive');
  await expect(mailPage.row('To take home')).toHaveAccessibleName(/starred/);
  await accounts.open(office.address, 'Trash');
  await expect(mailPage.row('To take home')).toBeVisible();
  await accounts.open(office.address, 'Inbox');
  await mailPage.expectCount(3);
  // By name, moving is offered within the account.
  await mailPage.focusList();
  await page.keyboard.press('v');
  const triage = new TriagePage(page);
  await expect(triage.options.filter({ hasText: 'Projects' })).toHaveCount(1);
  await expect(triage.options.filter({ hasText: 'Archive' })).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(accounts.folder(office.address, 'Sent')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(accounts.folder(office.address, 'Inbox')).toHaveAttribute('aria-selected', 'true');
  await expectAccessible(page);

  // Keys go through both; what is folded stays folded.
  await accounts.folder(office.address, 'Inbox').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(accounts.head(office.address)).toBeFocused();
  await page.keyboard.press('Home');
  await expect(accounts.head(user.address)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(accounts.head(user.address)).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowDown');
  await expect(accounts.head(office.address)).toBeFocused();

  await page.reload();
  await mailPage.expectCount(3);
  await expect(accounts.heads).toHaveCount(2);
  await expect(accounts.head(user.address)).toHaveAttribute('aria-expanded', 'false');
  await expect(accounts.head(user.address)).toHaveAccessibleName(`${user.address}, Live, 4 unread`);
  await mailPage.expectLive();
  await expect(page).toHaveTitle(`(3) Inbox – ${office.address} – Tagline`);

  // Another tab has both at once; each tab looks where it likes.
  const second = await context.newPage();
  const secondMail = new MailPage(second);
  const secondAccounts = new AccountsPage(second);
  await second.goto(app.url);
  await expect(secondAccounts.heads).toHaveCount(2);
  await secondMail.expectCount(5);
  await expect(page).toHaveTitle(/office/);

  // The drawer tells whose connection it is.
  const wire = new WirePage(page);
  await mailPage.focusList();
  await wire.open();
  await wire.drawer.getByRole('combobox').selectOption({ label: `All of ${user.address}` });
  await expect.poll(() => wire.total()).toBeGreaterThan(0);
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  // The one that signs out goes everywhere; the other does not notice.
  await accounts.choose(`Sign out of ${user.address}`);
  await expect(accounts.heads).toHaveCount(0);
  await expect(accounts.notifications).toContainText(`Signed out of ${user.address}`);
  await expect(secondAccounts.heads).toHaveCount(0);
  await secondMail.expectCount(3);
  await expect.poll(() => dovecot.connections(user.name)).toBe(0);
  await dovecot.deliver(office.name, message(52, { kind: 'plain', subject: 'Still here' }));
  await expect(mailPage.rowAt(0)).toContainText('Still here');
  await expect(page).toHaveTitle('(4) Inbox – Tagline');
  await second.close();
  await page.reload();
  await mailPage.expectCount(4);
  await expect(accounts.heads).toHaveCount(0);

  await mailPage.signOut.click();
  await expect(signInPage.submit).toBeVisible();
  await expect(page).toHaveURL(`${app.url}/`);
  await expect.poll(() => dovecot.connections(office.name)).toBe(0);
  expect(await page.evaluate(() => sessionStorage.getItem('tagline.sealed'))).toBeNull();
});

test('the demo has a second mailbox to put beside the first, from the palette', async ({
  page,
  demo,
  signInPage,
  mailPage,
  accounts,
}) => {
  await signInPage.open(demo.url);
  await signInPage.tryDemo.click();
  await expect(mailPage.rows.first()).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  const triage = new TriagePage(page);
  await triage.field.fill('add acc');
  await page.keyboard.press('Enter');
  await accounts.dialog.getByRole('button', { name: 'Add the second demo mailbox', exact: true }).click();
  await expect(accounts.heads).toHaveCount(2);
  await expect(mailPage.row('Site visit on Tuesday').first()).toBeVisible();
  await accounts.choose('Add account…');
  await expect(accounts.dialog.getByRole('button', { name: /demo/ })).toHaveCount(0);
  // Whoever is here already is gone to, not added again.
  await accounts.email.fill('DEMO@example.org');
  await accounts.password.fill('demo');
  await accounts.submit.click();
  await expect(accounts.notifications).toContainText('demo@example.org is here already');
  await expect(accounts.heads).toHaveCount(2);
  await expect(accounts.folder('demo@example.org', 'Inbox')).toHaveAttribute('aria-selected', 'true');
  await accounts.choose('Sign out of all accounts');
  await expect(signInPage.submit).toBeVisible();
});

test('two servers: one that goes away leaves the other alone, also over a reload, and comes back', async ({
  page,
  dovecot,
  user,
  signInPage,
  mailPage,
  accounts,
}) => {
  const other = await startDovecot();
  const office = { ...other.user('office'), address: 'office@example.com' };
  const config = join(temporaryFolder('yaml'), 'mail.yaml');
  const imap = (one: Dovecot) => `{ host: localhost, port: ${one.ports.imaps}, ca_file: ${one.caFile} }`;
  writeFileSync(
    config,
    `servers:
  - { id: home, name: Home, domains: [example.org], imap: ${imap(dovecot)} }
  - { id: office, name: Office, domains: [example.com], imap: ${imap(other)} }
`,
  );
  await dovecot.save(user.name, 'INBOX', messages(3, { kind: 'plain' }));
  await other.save(office.name, 'INBOX', messages(2, { kind: 'plain' }));
  const app = await startAppServer({ env: { TAGLINE_CONFIG: config } });
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(3);
  await accounts.choose('Add account…');
  await expect(accounts.dialog.getByRole('combobox', { name: 'Mail server' })).toHaveValue('home');
  await accounts.email.fill(office.address);
  await expect(accounts.dialog.getByRole('combobox', { name: 'Mail server' })).toHaveValue('office');
  await accounts.password.fill(office.password);
  await accounts.submit.click();
  await mailPage.expectCount(2);

  await other.stop();
  await expect(accounts.head(office.address)).toHaveAccessibleName(/, Reconnecting, /);
  await expect(accounts.head(user.address)).toHaveAccessibleName(/, Live, /);
  await expect(mailPage.connection).toContainText('Reconnecting');
  await mailPage.rowAt(0).locator('[data-slot="row-star"]').click();
  await expect(mailPage.connection).toContainText('1 action waiting');
  await page.locator(`[data-account="home:${user.address}"]`).getByText('Inbox', { exact: true }).click();
  await mailPage.expectCount(3);
  await mailPage.expectLive();
  await dovecot.deliver(user.name, message(60, { kind: 'plain', subject: 'Undisturbed' }));
  await expect(mailPage.rowAt(0)).toContainText('Undisturbed');
  await expectAccessible(page);
  await page.reload();
  await expect(accounts.heads).toHaveCount(2);
  await mailPage.expectCount(4);
  await mailPage.expectLive();
  await expect(accounts.head(office.address)).toHaveAccessibleName(/, Reconnecting/);

  // What the menu offers stays where it is, though the connection may come back by itself meanwhile.
  await accounts.head(office.address).click({ button: 'right' });
  const tryNow = page.getByRole('menu').getByRole('menuitem', { name: 'Try now', exact: true });
  await expect(tryNow).toBeVisible();
  await other.start();
  await tryNow.click();
  await expect(accounts.head(office.address)).toHaveAccessibleName(/, Live/);
  await expect
    .poll(async () => Object.values(await mailboxState(other, office.name, 'INBOX')))
    .toContain('\\Flagged');
  await closePages(page.context());
  await app.stop();
  await other.dispose();
});
