import { startAppServer } from '../support/app-server';
import { startFaultProxy } from '../support/faults/proxy';
import { startDovecot } from '../support/dovecot';
import { message } from '../support/mail-factory';
import type { CertificateKind } from '../support/tls';
import { closePages, expect, test } from './fixtures';

test('a wrong password is said, and the next try succeeds', async ({
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(user.name, 'INBOX', [message(0)]);
  await signInPage.open(app.url);
  await signInPage.signIn({ address: user.address, password: 'not-the-password' });
  await expect(signInPage.alert).toContainText('did not accept this address and password');
  await expect(signInPage.password).toBeFocused();
  await signInPage.signIn({ address: user.address, password: 'not-this-one-either' });
  await expect(signInPage.submit).toBeEnabled();
  await expect(signInPage.alert).toContainText('did not accept this address and password');

  await signInPage.signIn(user);
  await mailPage.expectCount(1);
  await mailPage.expectLive();
});

const CERTIFICATES: readonly (readonly [CertificateKind, RegExp])[] = [
  ['self-signed', /signed only by itself.*Your password was not sent/s],
  ['wrong-name', /belongs to another name.*Your password was not sent/s],
];

for (const [kind, sentence] of CERTIFICATES) {
  test(`a ${kind} certificate is named, and the server is told nothing`, async ({
    context,
    dovecot: good,
    signInPage,
  }) => {
    // With a bad certificate from the start the server would refuse to start.
    const line = await startFaultProxy(good.ports.imaps);
    const app = await startAppServer({ imap: { port: line.port, caFile: good.caFile } });
    const dovecot = await startDovecot({ certificate: kind });
    line.retarget(dovecot.ports.imaps);
    await signInPage.open(app.url);
    await signInPage.signIn(dovecot.user('ana'));
    await expect(signInPage.alert).toContainText(sentence);
    await expect(signInPage.submit).toBeEnabled();
    // The server's view: handshakes given up, nobody tried to sign in.
    expect(dovecot.log()).toContain('no auth attempts');
    expect(dovecot.log()).not.toMatch(/Login: user=|auth failed/);
    await closePages(context);
    await app.stop();
    await line.close();
    await dovecot.dispose();
  });
}

test('a mail server that is not there is named', async ({ context, signInPage }) => {
  const dovecot = await startDovecot();
  const app = await startAppServer({ imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile } });
  await dovecot.kill();
  await signInPage.open(app.url);
  await signInPage.signIn(dovecot.user('ana'));
  await expect(signInPage.alert).toContainText('does not accept connections');
  await closePages(context);
  await app.stop();
  await dovecot.dispose();
});
