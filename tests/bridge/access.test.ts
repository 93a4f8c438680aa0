import { describe, expect, it } from 'vitest';
import { createAccess } from '../../server/access';
import { type Access, everybody, onlyServer } from '../../server/target';
import { ask, openTunnelTo, plainTarget, startBridge, startPeer, tryUpgrade } from './harness';

describe('which client passes', () => {
  it.each<readonly [Partial<Access>, string, boolean]>([
    [{}, '203.0.113.7', true],
    [{}, 'unknown', true],
    [{ allow: ['10.0.0.0/8'] }, '10.1.2.3', true],
    [{ allow: ['10.0.0.0/8'] }, '11.1.2.3', false],
    [{ allow: ['10.0.0.0/8'] }, 'unknown', false],
    [{ allow: ['192.0.2.7'] }, '192.0.2.7', true],
    [{ allow: ['192.0.2.7'] }, '192.0.2.8', false],
    [{ allow: ['::ffff:192.0.2.7'] }, '192.0.2.7', true],
    [{ allow: ['2001:db8::/32'] }, '2001:db8:0:0:0:0:0:1', true],
    [{ allow: ['2001:db8::/32'] }, '192.0.2.7', false],
    [{ allow: ['::/0'] }, '2001:db8:0:0:0:0:0:1', true],
    [{ allow: ['::/0'] }, '192.0.2.7', false],
    [{ allow: ['0.0.0.0/0'] }, '192.0.2.7', true],
    [{ allow: ['0.0.0.0/0'] }, '2001:db8:0:0:0:0:0:1', false],
    [{ deny: ['::/0'] }, '192.0.2.7', true],
    [{ deny: ['::/1'] }, '192.0.2.7', true],
    [{ allow: ['::ffff:192.0.2.0/120'] }, '192.0.2.7', true],
    [{ allow: ['::ffff:192.0.2.0/120'] }, '192.0.3.7', false],
    [{ allow: ['::ffff:0:0/96'] }, '192.0.2.7', true],
    [{ allow: ['::ffff:0:0/96'] }, '2001:db8:0:0:0:0:0:1', false],
    [{ deny: ['192.0.2.0/24'] }, '192.0.2.7', false],
    [{ deny: ['192.0.2.0/24'] }, '198.51.100.1', true],
    [{ deny: ['192.0.2.0/24'] }, 'unknown', false],
    [{ allow: ['192.0.2.0/24'], deny: ['192.0.2.7'] }, '192.0.2.7', false],
    [{ allow: ['192.0.2.0/24'], deny: ['192.0.2.7'] }, '192.0.2.8', true],
  ])('B22: %j %s: %s', (access, address, passes) => {
    expect(createAccess({ ...everybody, ...access })(address)).toBe(passes);
  });
});

const proxied = { trustedProxies: ['127.0.0.1'] };
const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });

it('B22: a client outside the networks is refused with 403 before anything is dialled, and told so', async () => {
  const peer = await startPeer(() => undefined);
  const access = { allow: ['192.0.2.0/24'], deny: [] };
  const bridge = await startBridge({ target: plainTarget(peer.port), config: { ...proxied, access } });
  const headers = { Host: `127.0.0.1:${bridge.port}`, Origin: bridge.origin };
  const outside = await tryUpgrade(bridge, { ...headers, 'X-Forwarded-For': '203.0.113.7' });
  expect(outside.status).toBe(403);
  expect(outside.text).toContain('"cause":"address"');
  expect((await ask(bridge, '/bridge', from('203.0.113.7'))).json()).toMatchObject({ cause: 'address' });
  expect((await ask(bridge, '/bridge', from('192.0.2.7'))).json()).toMatchObject({ cause: 'none' });
  const inside = await tryUpgrade(bridge, { ...headers, 'X-Forwarded-For': '192.0.2.7' });
  expect(inside.status).toBe(101);
  expect(peer.sockets).toEqual([]);
  expect(bridge.entries).toContainEqual({ kind: 'refused', client: '203.0.113.7', cause: 'address' });
});

it('each server has networks of its own: 4002 before anything is dialled', async () => {
  const peer = await startPeer((socket) => socket.write('* OK\r\n'));
  const open = onlyServer({ ...plainTarget(peer.port), id: 'open-imap' }, 'Open');
  const office = {
    ...onlyServer({ ...plainTarget(peer.port), id: 'office-imap' }, 'Office'),
    id: 'office',
    access: { allow: ['192.0.2.0/24'], deny: [] },
  };
  const bridge = await startBridge({ config: { ...proxied, servers: [open, office] } });
  const outside = await openTunnelTo(bridge, 'office-imap', from('203.0.113.7'));
  expect(outside.answer).toEqual({ kind: 'close', code: 4002, reason: 'refused-by-policy' });
  expect(peer.sockets).toEqual([]);
  const elsewhere = await openTunnelTo(bridge, 'open-imap', from('203.0.113.7'));
  expect(elsewhere.answer).toMatchObject({ kind: 'text' });
  const inside = await openTunnelTo(bridge, 'office-imap', from('192.0.2.7'));
  expect(inside.answer).toMatchObject({ kind: 'text' });
});

it('a flood of refusals writes twenty lines a second', async () => {
  const bridge = await startBridge({ now: () => 5000 });
  const headers = { Host: `127.0.0.1:${bridge.port}`, Origin: 'https://evil.example.com' };
  for (let i = 0; i < 30; i++) expect((await tryUpgrade(bridge, headers)).status).toBe(403);
  expect(bridge.entries.filter(({ kind }) => kind === 'refused')).toHaveLength(20);
});
