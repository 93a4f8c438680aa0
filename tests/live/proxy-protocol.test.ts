/** The mail server's own log names the client, not the bridge: what its fail2ban and its limits go by (security.md B12). */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTunnelTo, startBridge, type Client } from '../bridge/harness';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { freePorts } from '../support/temp';

let dovecot: Dovecot;
let [plain, implicit] = [0, 0];

beforeAll(async () => {
  [plain = 0, implicit = 0] = await freePorts(2);
  dovecot = await startDovecot({
    extra: [
      'haproxy_trusted_networks = 127.0.0.0/8',
      'service imap-login {',
      `  inet_listener imap_haproxy {\n    port = ${plain}\n    haproxy = yes\n  }`,
      `  inet_listener imaps_haproxy {\n    port = ${implicit}\n    ssl = yes\n    haproxy = yes\n  }`,
      '}',
    ].join('\n'),
  });
});

afterAll(async () => {
  await dovecot.dispose();
});

async function tunnelFrom(address: string, tls: 'implicit' | 'none'): Promise<Client> {
  const bridge = await startBridge({
    target: {
      host: 'localhost',
      port: tls === 'implicit' ? implicit : plain,
      tls,
      security: tls === 'implicit' ? 'tls' : 'loopback',
      ca: readFileSync(dovecot.caFile, 'utf8'),
      proxyProtocol: true,
    },
    config: { trustedProxies: ['127.0.0.1'] },
  });
  const { client } = await openTunnelTo(bridge, 'default-imap', { headers: { 'X-Forwarded-For': address } });
  return client;
}

async function untilLine(client: Client, wanted: RegExp): Promise<void> {
  for (let text = ''; !wanted.test(text);) text += (await client.bytes(1)).toString('latin1');
}

test.each([
  ['over TLS', 'implicit', '203.0.113.7'],
  ['plain', 'none', '203.0.113.8'],
  ['over IPv6', 'implicit', '2001:db8::7'],
] as const)(
  'B12: %s a wrong password is logged with the address of who typed it',
  async (_, tls, address) => {
    const client = await tunnelFrom(address, tls);
    await untilLine(client, /^\* OK .*\r\n/);
    client.ws.send(Buffer.from('a LOGIN ana@example.org wrong\r\n'));
    await untilLine(client, /a NO .*\r\n/);
    client.ws.send(Buffer.from('b LOGOUT\r\n'));
    await client.closed();
    await expect
      .poll(() => dovecot.log())
      .toMatch(new RegExp(`auth failed.*rip=${address.replaceAll('.', '\\.')},`));
    expect(dovecot.log()).not.toMatch(/auth failed.*rip=127\.0\.0\.1,/);
  },
);
