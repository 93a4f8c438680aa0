import type { Beginning } from '../support/switchable-server';
import { GREETING, startFaultWorld, USER } from './fault-world';
import { closePages, expect, test } from './fixtures';
import { FaultPage } from './pages/fault.page';
import { WirePage } from './pages/wire.page';

const NOT_SENT = 'Your password was not sent.';
const UNTOUCHED = 'Nothing on the server was changed.';

test('the way to the mail server: each fault by its name, the password unsent, and another try once it is gone', async ({
  page,
  signInPage,
  mailPage,
}) => {
  const world = await startFaultWorld();
  const { mail } = world;
  const faults = new FaultPage(page);
  const wire = new WirePage(page);
  const server = page.getByRole('combobox', { name: 'Mail server' });
  mail.begins = 'self-signed';
  await signInPage.open(world.app.url);
  await signInPage.email.fill(USER.address);
  await signInPage.password.fill(USER.password);

  const certificates: readonly (readonly [Beginning, string, string])[] = [
    ['self-signed', 'tls-self-signed', 'signed only by itself'],
    ['wrong-name', 'tls-name', 'belongs to another name'],
    ['expired', 'tls-expired', 'has expired'],
    ['untrusted', 'tls-untrusted', 'comes from an unknown authority'],
    ['tls-1.1', 'tls-version', 'only outdated encryption'],
    ['garbage', 'tls-failed', 'No encrypted connection'],
  ];
  for (const [begins, code, sentence] of certificates) {
    mail.begins = begins;
    // The focus stays in the field, so that nothing is dialled ahead while the habit changes.
    await signInPage.password.press('Enter');
    await faults.expectShown(code, sentence, NOT_SENT);
    await expect(signInPage.submit).toBeEnabled();
  }
  await expect(faults.of('tls-failed')).toContainText('For whoever runs Tagline: is this port for TLS');

  await mail.stop();
  await signInPage.password.press('Enter');
  await faults.expectShown('connect-failed', 'does not accept connections', NOT_SENT);

  await faults.step('connect-failed', 'Show the wire').click();
  await expect(wire.line(/^.*closed connect-failed/).first()).toBeVisible();
  await expect(wire.drawer).not.toContainText(USER.password);
  await page.keyboard.press('Escape');
  await expect(wire.drawer).toHaveCount(0);
  await expect(faults.step('connect-failed', 'Show the wire')).toBeVisible();

  for (const [label, code, sentence] of [
    ['Pinned', 'tls-pin', 'another certificate than the one that was agreed on'],
    ['Nowhere', 'dns-failed', 'name was not found'],
    ['Members', 'target-refused', 'not allowed from your network'],
  ] as const) {
    await server.selectOption({ label });
    await signInPage.submit.click();
    await faults.expectShown(code, sentence, NOT_SENT);
  }
  expect(mail.commands).toEqual([]);

  await server.selectOption({ label: 'Main' });
  await signInPage.submit.click();
  await expect(faults.of('connect-failed')).toBeVisible();
  mail.begins = 'good';
  await mail.start();
  await faults.step('connect-failed', 'Try again').click();
  await mailPage.expectCount(6);
  await mailPage.expectLive();
  await closePages(page.context());
  await world.close();
});

test('what the mail server answers: its words are quoted as its own, and the wire shows the try, masked', async ({
  page,
  signInPage,
  mailPage,
}) => {
  const world = await startFaultWorld();
  const { mail, habits } = world;
  const faults = new FaultPage(page);
  const wire = new WirePage(page);
  // Ten seconds of silence end while the other answers are looked at.
  const second = await page.context().newPage();
  await second.goto(world.app.url);
  await second.getByRole('combobox', { name: 'Mail server' }).selectOption({ label: 'Mute' });
  await second.getByLabel('Email address', { exact: true }).fill(USER.address);
  await second.getByLabel('Password', { exact: true }).fill(USER.password);
  await second.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.bringToFront();

  mail.greeting = '* BYE Back at noon <b>tomorrow</b>';
  await signInPage.open(world.app.url);
  await signInPage.email.fill(USER.address);
  await signInPage.password.fill(USER.password);
  const answers: readonly {
    readonly code: string;
    readonly sentence: string;
    readonly safe: string;
    readonly greeting?: string;
    readonly login?: string;
    readonly words?: string;
  }[] = [
    {
      greeting: '* BYE Back at noon <b>tomorrow</b>',
      code: 'server-bye',
      sentence: 'ended the connection',
      safe: UNTOUCHED,
      words: 'Back at noon <b>tomorrow</b>',
    },
    {
      greeting: '* BYE Too many connections from this address',
      code: 'too-many-connections',
      sentence: 'allows no more connections',
      safe: UNTOUCHED,
      words: 'Too many connections from this address',
    },
    {
      greeting: '220 mail.example.org ready',
      code: 'server-protocol',
      sentence: 'not IMAP',
      safe: UNTOUCHED,
    },
    {
      greeting: '* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hello',
      code: 'login-disabled',
      sentence: 'does not allow signing in with a password',
      safe: NOT_SENT,
    },
    {
      login: '@ NO [CONTACTADMIN] Account locked, call \u202e555\u202c',
      code: 'server-refused',
      sentence: 'The mail server refused',
      safe: UNTOUCHED,
      words: 'Account locked, call',
    },
    {
      login: '@ NO [AUTHENTICATIONFAILED] Invalid credentials',
      code: 'wrong-password',
      sentence: 'did not accept this address and password',
      safe: UNTOUCHED,
      words: 'Invalid credentials',
    },
  ];
  for (const { code, sentence, safe, greeting, login, words } of answers) {
    mail.greeting = greeting ?? GREETING;
    habits.special = (command) => (command.startsWith('AUTHENTICATE') ? login : undefined);
    await signInPage.password.press('Enter');
    await faults.expectShown(code, sentence, safe);
    if (words !== undefined) await expect(faults.words(code).locator('bdi')).toContainText(words);
    await expect(signInPage.submit).toBeEnabled();
  }
  await expect(faults.any.locator('b')).toHaveCount(0);
  await expect(signInPage.password).toBeFocused();

  await faults.step('wrong-password', 'Show the wire').click();
  await expect(wire.line('AUTHENTICATE PLAIN ***').last()).toBeVisible();
  await expect(wire.line('Invalid credentials').last()).toBeVisible();
  await wire.button('Close').click();
  await faults.step('wrong-password', 'Type the password again').click();
  await expect(signInPage.password).toBeFocused();

  const slow = new FaultPage(second);
  await slow.expectShown('connect-timeout', 'did not answer in time', NOT_SENT);
  await second.close();

  habits.special = () => undefined;
  await signInPage.signIn(USER);
  await mailPage.expectCount(6);
  await mailPage.expectLive();
  await closePages(page.context());
  await world.close();
});
