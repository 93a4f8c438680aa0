import { createServer } from 'node:http';
import { startFrontProxy } from '../support/front-proxy';
import { startFaultWorld, USER } from './fault-world';
import { closePages, expect, test } from './fixtures';
import { FaultPage } from './pages/fault.page';

const NOT_SENT = 'Your password was not sent.';

test("Tagline's own server: gone, restarting, and back with other settings", async ({
  page,
  guard,
  signInPage,
  mailPage,
}) => {
  // The browser itself tells its console of every WebSocket and request that fails.
  guard.allow(/WebSocket connection to|Failed to load resource|request failed: GET .*\/bridge/);
  const world = await startFaultWorld();
  const faults = new FaultPage(page);
  await signInPage.open(world.app.url);
  await signInPage.email.fill(USER.address);
  await signInPage.password.fill(USER.password);

  await world.app.stop();
  await signInPage.password.press('Enter');
  await faults.expectShown('bridge-unreachable', 'own server does not answer', NOT_SENT);

  const restarting = await startRestartingServer(world.app.port);
  await signInPage.password.press('Enter');
  await faults.expectShown('bridge-draining', 'is restarting', NOT_SENT);
  await restarting.close();

  await world.restart('renamed');
  await faults.step('bridge-draining', 'Try again').click();
  await faults.expectShown('target-unknown', 'no longer in Tagline', NOT_SENT);
  await faults.step('target-unknown', 'Load the page again').click();
  await expect(faults.any).toHaveCount(0);
  await signInPage.signIn(USER);
  await mailPage.expectCount(6);
  await mailPage.expectLive();
  await closePages(page.context());
  await world.close();
});

test('a page from another address is told the right one; too many connections are told to wait', async ({
  page,
  guard,
  signInPage,
  mailPage,
}) => {
  guard.allow(/WebSocket connection to|Failed to load resource/);
  const world = await startFaultWorld({ TAGLINE_OPENS_PER_MINUTE: '6', TAGLINE_OPENS_BURST: '1' });
  const front = await startFrontProxy(world.app, true);
  const faults = new FaultPage(page);
  await signInPage.enter(front.url, USER);
  const elsewhere = await faults.expectShown('bridge-origin', 'from the address of this page', NOT_SENT);
  await elsewhere.getByRole('link', { name: `Open ${world.app.url}` }).click();
  await expect(page).toHaveURL(`${world.app.url}/`);

  // The first try takes the only connection of these ten seconds.
  world.habits.special = (command) =>
    command.startsWith('AUTHENTICATE') ? '@ NO [AUTHENTICATIONFAILED] no' : undefined;
  await expect(signInPage.submit).toBeVisible();
  await signInPage.signIn(USER);
  await expect(faults.of('wrong-password')).toBeVisible();
  world.habits.special = () => undefined;
  await signInPage.password.press('Enter');
  await faults.expectShown('bridge-rate', 'too many connections from your network', NOT_SENT);
  const retry = faults.step('bridge-rate', /Try again/);
  await expect(retry).toBeDisabled();
  await expect(retry).toContainText(/in \d+\ss/);
  await expect(retry).toBeEnabled();
  await retry.click();
  await mailPage.expectCount(6);
  await mailPage.expectLive();
  await closePages(page.context());
  await front.close();
  await world.close();
});

/** What stands in the app's place while a proxy has nowhere to send to: every WebSocket is refused, and the cause is told. */
async function startRestartingServer(port: number): Promise<{ close: () => Promise<void> }> {
  const body = JSON.stringify({ cause: 'draining', origins: [`http://localhost:${port}`] });
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(body);
  });
  server.on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
