/** A line that carries nothing any more and says nothing of it (security.md L02), over real sockets on either side of the bridge. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { SessionTarget } from '../../lib/session';
import { startBridge } from '../bridge/harness';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { startFaultProxy, type FaultProxy } from '../support/faults/proxy';
import { INBOX, LiveSession } from '../support/live-session';
import { message, messages, subjectOf } from '../support/mail-factory';

const TARGET: SessionTarget = {
  id: 'main',
  name: 'Main',
  target: 'default-imap',
  tls: 'implicit',
  security: 'tls',
};

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot();
});

afterAll(async () => {
  await dovecot.dispose();
});

async function startProxy(port: number): Promise<FaultProxy> {
  const proxy = await startFaultProxy(port);
  onTestFinished(() => proxy.close());
  return proxy;
}

describe.each(['browser', 'mail server'] as const)('half-open towards the %s', (side) => {
  test('is found by a sign of life that does not come, and replaced; mail that came meanwhile is there', async () => {
    const name = side === 'browser' ? 'left' : 'right';
    await dovecot.save(name, 'INBOX', messages(3));
    const inner = await startProxy(dovecot.ports.imaps);
    const outer = await startProxy(0);
    const origin = `http://127.0.0.1:${outer.port}`;
    const bridge = await startBridge({
      config: { publicUrl: new URL(origin) },
      target: {
        host: 'localhost',
        port: inner.port,
        tls: 'implicit',
        security: 'tls',
        ca: readFileSync(dovecot.caFile, 'utf8'),
      },
    });
    outer.retarget(bridge.port);
    const { network } = side === 'browser' ? outer : inner;
    // Ten times the pace of the wall: the ten seconds a sign of life has are one.
    const live = new LiveSession({ origin, clockRate: 10 });
    const user = dovecot.user(name);
    live.session.watch('t1', INBOX);
    const result = await live.session.signIn({
      target: TARGET,
      user: user.address,
      password: user.password,
    });
    if (!result.ok) throw new Error(`sign-in: ${JSON.stringify(result.error)}`);
    await live.until('first rows', () => live.model().isKnown(3));
    const before = network.total;
    network.endAll('silence');
    await dovecot.deliver(name, message(4));
    // Nobody was told: as far as anybody knows it is live.
    expect(live.statuses.at(-1)?.kind).toBe('live');
    live.session.pageState(true, true, true);
    await live.until('the new message', () => live.model().list.rowAt(0)?.subject === subjectOf(4));
    expect(live.statuses.at(-1)?.kind).toBe('live');
    expect(network.total).toBe(before + 1);
    expect(live.opened).toEqual(['INBOX', 'INBOX resumed']);
    await live.session.signOut();
    expect(live.problems).toEqual([]);
  });
});
