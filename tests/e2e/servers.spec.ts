import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAppServer } from '../support/app-server';
import { messages } from '../support/mail-factory';
import { temporaryFolder } from '../support/temp';
import { closePages, expect, test } from './fixtures';

test('two servers in one file: the domain chooses, the login rule cuts, STARTTLS is used, the name is shown', async ({
  page,
  signInPage,
  mailPage,
  dovecot,
  user,
}) => {
  const config = join(temporaryFolder('yaml'), 'mail.yaml');
  const { ports, caFile } = dovecot;
  writeFileSync(
    config,
    `branding: { name: Example Mail }
servers:
  - id: first
    name: First
    domains: [example.com]
    imap: { host: localhost, port: ${ports.imaps}, ca_file: ${caFile} }
  - id: second
    name: Second
    domains: [example.org]
    login: local
    imap: { host: localhost, port: ${ports.imap}, tls: starttls, ca_file: ${caFile} }
`,
  );
  await dovecot.save(user.name, 'INBOX', messages(3, { kind: 'plain' }));
  const app = await startAppServer({ env: { TAGLINE_CONFIG: config } });
  await signInPage.open(app.url);
  await expect(page.getByRole('banner')).toContainText('Example Mail');
  const server = page.getByRole('combobox', { name: 'Server' });
  await expect(server).toHaveValue('first');
  await signInPage.email.fill(user.address);
  await expect(server).toHaveValue('second');
  await signInPage.signIn(user);
  await mailPage.expectCount(3);
  await mailPage.expectLive();
  await mailPage.expectLoadedAhead();
  // The server knows only the part before the @; the person typed all of it.
  await expect(page.getByText(user.address).first()).toBeVisible();
  expect(dovecot.log()).toMatch(new RegExp(`Login: user=<${user.name}>.*TLS`));
  await closePages(page.context());
  await app.stop();
});
