/** Rows of the attack list on the bridge itself that need a test of their own; the others stand where their subject is. */
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { closeCodeKey } from '../../lib/net/close-codes';
import { frame, fin, opcode, RawWebSocket } from '../support/raw-websocket';
import { freePort } from '../support/temp';
import {
  ask,
  type Bridge,
  connectClient,
  openTunnelTo,
  plainTarget,
  startBridge,
  startPeer,
  tryUpgrade,
  upgradeRequest,
  within,
} from './harness';

const greeter = () =>
  startPeer((socket) => {
    socket.write('* OK\r\n');
    socket.on('data', (bytes) => socket.write(bytes));
  });

/** An honest client while others do harm: it is served. */
async function expectServed(bridge: Bridge): Promise<void> {
  const { client } = await openTunnelTo(bridge);
  expect((await client.bytes(6)).toString()).toBe('* OK\r\n');
  client.ws.close(1000);
}

describe('where a client may go', () => {
  it('B02: no address a client can name is dialled: twenty ways to name one', async () => {
    const victim = await startPeer(() => undefined);
    const bridge = await startBridge({ target: plainTarget(await freePort()) });
    const at = `127.0.0.1:${victim.port}`;
    const names = [
      at,
      `localhost:${victim.port}`,
      `[::ffff:127.0.0.1]:${victim.port}`,
      `tcp://${at}`,
      `imap://${at}`,
      `http://${at}/`,
      `//${at}`,
      `default-imap@${at}`,
      `default-imap:${victim.port}`,
      `default-imap,${at}`,
      `default-imap ${at}`,
      `default-imap\0${at}`,
      `default-imap\r\n${at}`,
      'DEFAULT-IMAP',
      ' default-imap',
    ];
    for (const name of names) {
      const client = await connectClient(bridge);
      client.ws.send(JSON.stringify({ open: name }));
      expect((await client.closed()).code, JSON.stringify(name)).toBe(4001);
    }
    const own = { Host: `127.0.0.1:${bridge.port}`, Origin: bridge.origin };
    for (const path of [
      `/bridge?target=${at}`,
      `/bridge/${at}`,
      `/bridge?host=127.0.0.1&port=${victim.port}`,
      `/bridge#${at}`,
      `http://${at}/bridge`,
    ]) {
      expect((await tryUpgrade(bridge, own, path)).status, path).toBe(400);
    }
    expect(victim.sockets).toEqual([]);
  });

  it('B03: there is no open mode: addresses in disguise are ids nobody knows, and nothing is looked up', async () => {
    let dials = 0;
    const bridge = await startBridge({
      dial: () => {
        dials++;
        return Promise.reject(new Error('dialled'));
      },
    });
    for (const disguise of [
      '0x7f000001:143',
      '2130706433:143',
      '0177.0.0.1:143',
      '127.1:143',
      '127.0.0.1.nip.io:143',
      '[::]:143',
      '[fe80::1%25lo]:143',
      '[64:ff9b::7f00:1]:143',
      '100.64.0.1:143',
      '169.254.169.254:80',
    ]) {
      const client = await connectClient(bridge);
      client.ws.send(JSON.stringify({ open: disguise }));
      expect((await client.closed()).code, disguise).toBe(4001);
    }
    expect(dials).toBe(0);
  });
});

describe('what is told of it', () => {
  it('B04: neither the address asked nor a byte of the tunnel is in the log', async () => {
    const peer = await greeter();
    const bridge = await startBridge({ target: plainTarget(peer.port) });
    const own = { Host: `127.0.0.1:${bridge.port}`, Origin: bridge.origin };
    await tryUpgrade(bridge, { ...own, Cookie: 'a=cookie-secret' }, '/bridge?token=query-secret');
    await ask(bridge, '/mail?token=query-secret', { headers: { Referer: 'http://x/?referer-secret' } });
    const { client } = await openTunnelTo(bridge);
    client.ws.send(Buffer.from('a1 LOGIN ana tunnel-secret\r\n'));
    await client.bytes(6 + 28);
    client.ws.close(1000, 'reason-secret');
    await bridge.tunnelEntry();
    expect(bridge.entries.map(({ kind }) => kind)).toEqual(['refused', 'tunnel']);
    expect(JSON.stringify(bridge.entries)).not.toMatch(/secret|LOGIN|ana/);
  });

  it('B15: every reason a client can be given is the name of its code, or a fixed word', async () => {
    const dead = await freePort();
    const ends: (readonly [number, string])[] = [];
    const note = async (bridge: Bridge, ...frames: readonly (string | Buffer)[]): Promise<void> => {
      const client = await connectClient(bridge);
      for (const one of frames) client.ws.send(one);
      const { code, reason } = await client.closed();
      ends.push([code, reason]);
    };
    const refused = await startBridge({ target: plainTarget(dead) });
    await note(refused, '{"open":"default-imap"}');
    await note(refused, '{"open":"other"}');
    await note(refused, 'noise');
    await note(refused, Buffer.from('noise'));
    const nameless = await startBridge({ target: { ...plainTarget(1), host: 'nowhere.invalid' } });
    await note(nameless, '{"open":"default-imap"}');
    const broken = await startBridge({
      dial: () => Promise.reject(new Error('ECONNREFUSED 10.1.2.3:993 at /srv/app/server.mjs')),
    });
    await note(broken, '{"open":"default-imap"}');
    for (const [code, reason] of ends) {
      const key = closeCodeKey(code);
      expect(key).toBeDefined();
      expect([key, 'no hello', 'bytes before opened']).toContain(reason);
    }
    expect(ends.map(([code]) => code)).toEqual([4004, 4001, 4008, 4008, 4003, 4004]);
  });
});

describe('many at once', () => {
  it('B05: a hundred clients that never finish their request are cut, and an honest one is served meanwhile', async () => {
    const peer = await greeter();
    const limits = { headersMs: 1000, requestMs: 2000 };
    const bridge = await startBridge({ target: plainTarget(peer.port), limits });
    const good = upgradeRequest({ Host: `127.0.0.1:${bridge.port}`, Origin: bridge.origin });
    const ended = Array.from({ length: 100 }, (_, nth) => {
      const socket = connect(bridge.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      let at = 0;
      // A byte now and then keeps a naive idle timer from ever firing.
      const timer = setInterval(() => {
        if (nth % 3 === 0 && !socket.destroyed) socket.write(good.slice(at, ++at).slice(0, good.length - 4));
      }, 50);
      if (nth % 3 === 1) socket.write(good.slice(0, 60));
      if (nth % 3 === 2) socket.write('POST /session HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1');
      return new Promise<void>((resolve) =>
        socket.once('close', () => {
          clearInterval(timer);
          resolve();
        }),
      );
    });
    await expectServed(bridge);
    await within(Promise.all(ended), 'the end of the slow ones');
    await expectServed(bridge);
    expect(bridge.server.tunnels).toBeLessThanOrEqual(1);
  });

  it('B11: thirty people behind one address open three tunnels each, all at once, under the usual limits', async () => {
    const peer = await greeter();
    const bridge = await startBridge({ target: plainTarget(peer.port) });
    await Promise.all(
      Array.from({ length: 90 }, async () => {
        const { client } = await openTunnelTo(bridge);
        expect((await client.bytes(6)).toString()).toBe('* OK\r\n');
        client.ws.send(Buffer.from('a1 NOOP\r\n'));
        expect((await client.bytes(9)).toString()).toBe('a1 NOOP\r\n');
      }),
    );
    expect(bridge.server.tunnels).toBe(90);
    expect((await ask(bridge, '/bridge')).json()).toMatchObject({ cause: 'none' });
    expect(bridge.entries).toEqual([]);
  });

  it('B16: sockets that break at every step of a tunnel take nothing else with them', async () => {
    const peer = await greeter();
    const bridge = await startBridge({ target: plainTarget(peer.port) });
    const good = upgradeRequest({ Host: `127.0.0.1:${bridge.port}`, Origin: bridge.origin });
    for (const bytes of ['', good.slice(0, 20), good, `${good}\x81\xfe`]) {
      for (const how of ['destroy', 'resetAndDestroy'] as const) {
        const socket = connect(bridge.port, '127.0.0.1');
        socket.on('error', () => undefined);
        await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
        socket[how]();
      }
    }
    for (const after of ['hello', 'opened', 'bytes'] as const) {
      const raw = await RawWebSocket.open(bridge);
      raw.write(frame(fin | opcode.text, '{"open":"default-imap"}'));
      if (after !== 'hello') await raw.until(() => raw.frames.length > 0, 'opened');
      if (after === 'bytes') raw.write(frame(fin | opcode.binary, Buffer.alloc(60_000)));
      raw.socket.resetAndDestroy();
      await bridge.tunnelEntry();
    }
    for (const socket of peer.sockets) socket.resetAndDestroy();
    await expectServed(bridge);
  });
});
