import { htmlMail } from '../support/hostile-mails';
import { expect, test } from './fixtures';
import { MessageBodyPage } from './pages/message-body.page';

test('two megabytes of HTML are text first and formatted when asked for', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const row =
    '<tr><td style="color:rgb(1,2,3)">cell</td><td><a href="https://www.example.com/">link</a></td></tr>';
  const html = `<p class="first">The beginning.</p><table>${row.repeat(Math.ceil(2_000_000 / row.length))}</table>`;
  await dovecot.save(user.name, 'INBOX', [htmlMail('large', html)]);
  await signInPage.enter(app.url, user);
  await mailPage.openMessage('large');
  const body = new MessageBodyPage(page);
  await body.expectShown('large');
  await expect(body.frameElement).toHaveCount(0);
  await expect(mailPage.reader).toContainText('This message is very large');
  await expect(body.text).toContainText('The beginning.');
  const said = await body.saidWhileFormatting();
  await body.showFormatted.click();
  // Sixty thousand elements are cleaned and laid out: a bound against hanging, not a measure.
  await expect(body.frame.locator('p.first')).toBeVisible({ timeout: 30_000 });
  expect(await body.style('td', 'color')).toBe('rgb(1, 2, 3)');
  expect(await said()).toEqual(['Formatting the message…', '']);
});
