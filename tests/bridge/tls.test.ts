import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectTls, createSecureContext, type TlsOptions, TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { tlsReasonOf } from '../../lib/net/close-codes';
import { createDialler, type Dialled, DialError } from '../../server/dial';
import type { Target } from '../../server/target';
import { createTlsSessions, type TlsSessions } from '../../server/tls-sessions';
import { type CertificateKind, certificate } from '../support/tls';
import { freePort } from '../support/temp';
import { limitsWith, openTunnelTo, plainTarget, startBridge, startPeer, within } from './harness';

async function tlsPeer(kind: CertificateKind, options: TlsOptions = {}) {
  const { key, cert, caFile } = await certificate(kind);
  const peer = await startPeer((socket) => socket.write('* OK ready\r\n'), { key, cert, ...options });
  return { peer, caFile, ca: (await certificate('good')).caFile };
}

async function trusted(): Promise<string> {
  return readFileSync((await certificate('good')).caFile, 'utf8');
}

async function fingerprint(kind: CertificateKind): Promise<string> {
  const { cert } = await certificate(kind);
  return new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
}

async function tlsTarget(port: number, host = 'localhost'): Promise<Target> {
  return { ...plainTarget(port), host, tls: 'implicit', security: 'tls', ca: await trusted() };
}

async function dialOnce(target: Target, sessions: TlsSessions): Promise<Dialled> {
  const dial = createDialler({ limits: limitsWith({ connectMs: 2000, tlsMs: 2000 }), sessions });
  return within(dial(target, new AbortController().signal), 'the dial');
}

describe('certificates', () => {
  it('tells the client what was verified', async () => {
    const { peer } = await tlsPeer('good');
    const bridge = await startBridge({ target: await tlsTarget(peer.port) });
    const { client, answer } = await openTunnelTo(bridge);
    expect(answer).toEqual({
      kind: 'text',
      value: {
        opened: {
          tls: {
            version: 'TLSv1.3',
            cipher: expect.stringMatching(/^TLS_/),
            subject: 'Tagline test good',
            issuer: 'Tagline test ca',
            validTo: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
          },
          host: 'localhost',
          port: peer.port,
        },
      },
    });
    expect((await client.bytes(12)).toString()).toBe('* OK ready\r\n');
  });

  it('delivers the last words of a server that says them and hangs up at once', async () => {
    const { key, cert } = await certificate('good');
    const peer = await startPeer((socket) => socket.end('* BYE too busy\r\n'), { key, cert });
    const { client } = await openTunnelTo(await startBridge({ target: await tlsTarget(peer.port) }));
    expect((await client.bytes(16)).toString()).toBe('* BYE too busy\r\n');
    expect(await client.closed()).toEqual({ code: 4013, reason: 'server-closed' });
  });

  it('accepts an address when the certificate names it', async () => {
    const { peer } = await tlsPeer('good');
    const { tls, socket } = await dialOnce(
      await tlsTarget(peer.port, '127.0.0.1'),
      createTlsSessions(Date.now),
    );
    expect(tls?.subject).toBe('Tagline test good');
    socket.destroy();
  });

  it.each<readonly [CertificateKind, string]>([
    ['self-signed', 'self-signed'],
    ['wrong-name', 'name'],
    ['expired', 'expired'],
    ['untrusted', 'untrusted'],
  ])('%s closes 4006 with reason %s before a byte passes', async (kind, reason) => {
    const { peer } = await tlsPeer(kind);
    const bridge = await startBridge({ target: await tlsTarget(peer.port) });
    const { answer } = await openTunnelTo(bridge);
    expect(answer).toEqual({ kind: 'close', code: 4006, reason });
    expect(tlsReasonOf(reason)).toBe(reason);
    expect(await bridge.tunnelEntry()).toMatchObject({ code: 4006, why: `tls-failed: ${reason}`, down: 0 });
  });

  it.each<readonly [CertificateKind, boolean]>([
    ['good', true],
    ['self-signed', true],
    ['wrong-name', true],
    ['untrusted', true],
    ['expired', false],
  ])('a pin names one certificate, whoever signed it: %s', async (kind, accepted) => {
    const { peer } = await tlsPeer(kind);
    const pin = await fingerprint(kind);
    const bridge = await startBridge({ target: { ...(await tlsTarget(peer.port)), ca: null, pin } });
    const { answer } = await openTunnelTo(bridge);
    if (accepted) {
      expect(answer).toMatchObject({ value: { opened: { tls: { subject: `Tagline test ${kind}` } } } });
    } else {
      expect(answer).toEqual({ kind: 'close', code: 4006, reason: 'expired' });
    }
  });

  it('any other certificate than the pinned one closes 4006, a trusted one too', async () => {
    const { peer } = await tlsPeer('good');
    const target = { ...(await tlsTarget(peer.port)), pin: await fingerprint('self-signed') };
    const bridge = await startBridge({ target });
    expect((await openTunnelTo(bridge)).answer).toEqual({ kind: 'close', code: 4006, reason: 'pin' });
  });

  it('a server that stops at TLS 1.1 closes 4006 with reason version', async () => {
    const old: TlsOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    const { peer } = await tlsPeer('good', old);
    const bridge = await startBridge({ target: await tlsTarget(peer.port) });
    expect((await openTunnelTo(bridge)).answer).toEqual({ kind: 'close', code: 4006, reason: 'version' });
  });

  it('a server without TLS closes 4006 with reason handshake', async () => {
    const peer = await startPeer((socket) => socket.write('* OK no TLS here\r\n'));
    const bridge = await startBridge({ target: await tlsTarget(peer.port) });
    expect((await openTunnelTo(bridge)).answer).toEqual({ kind: 'close', code: 4006, reason: 'handshake' });
  });

  it('a server that hangs up in the handshake closes 4006, a silent one 4005', async () => {
    const rude = await startPeer((socket) => socket.destroy());
    const bridge = await startBridge({ target: await tlsTarget(rude.port) });
    expect((await openTunnelTo(bridge)).answer).toMatchObject({ code: 4006, reason: 'handshake' });
    const silent = await startPeer(() => undefined);
    const waiting = await startBridge({ target: await tlsTarget(silent.port), limits: { tlsMs: 50 } });
    expect((await openTunnelTo(waiting)).answer).toMatchObject({ code: 4005, reason: 'connect-timeout' });
  });
});

describe('before TLS', () => {
  it('a name that does not exist closes 4003', async () => {
    const bridge = await startBridge({ target: { host: 'nowhere.invalid', port: 993 } });
    expect((await openTunnelTo(bridge)).answer).toMatchObject({ code: 4003, reason: 'dns-failed' });
  });

  it('a port nobody listens on closes 4004', async () => {
    const bridge = await startBridge({ target: plainTarget(await freePort()) });
    expect((await openTunnelTo(bridge)).answer).toMatchObject({ code: 4004, reason: 'connect-failed' });
  });

  it('an aborted dial rejects and leaves no socket', async () => {
    const peer = await startPeer(() => undefined);
    const dial = createDialler({ limits: limitsWith(), sessions: createTlsSessions(Date.now) });
    const gone = AbortSignal.abort();
    await expect(dial(plainTarget(peer.port), gone)).rejects.toBeInstanceOf(DialError);
  });
});

describe('resumption', () => {
  interface Watched {
    readonly sessions: TlsSessions;
    /** Dials, waits until a ticket was kept, hangs up. */
    readonly visit: (target: Target) => Promise<{ readonly reused: boolean; readonly facts: Dialled['tls'] }>;
  }

  function watchedSessions(now: () => number = Date.now): Watched {
    const sessions = createTlsSessions(now);
    let kept: () => void = () => undefined;
    const watched: TlsSessions = {
      ...sessions,
      put: (target, session) => {
        sessions.put(target, session);
        kept();
      },
    };
    return {
      sessions: watched,
      visit: async (target) => {
        const stored = new Promise<void>((resolve) => (kept = resolve));
        const { socket, tls } = await dialOnce(target, watched);
        if (!(socket instanceof TLSSocket)) throw new Error('no TLS');
        const reused = socket.isSessionReused();
        // TLS 1.2 gives no new ticket for a resumed session.
        if (!reused) await within(stored, 'a ticket');
        socket.destroy();
        return { reused, facts: tls };
      },
    };
  }

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    '%s resumes for the same target and keeps the facts',
    async (version) => {
      const { peer } = await tlsPeer('good', { minVersion: version, maxVersion: version });
      const target = await tlsTarget(peer.port);
      const { visit } = watchedSessions();
      const first = await visit(target);
      const second = await visit(target);
      expect([first.reused, second.reused]).toEqual([false, true]);
      expect(second.facts).toMatchObject({ ...first.facts, version });
    },
  );

  it('B24: a ticket is for one host, port and authority; elsewhere it would hide a wrong name', async () => {
    const { key, cert } = await certificate('good');
    const peer = await startPeer((socket) => socket.write('* OK ready\r\n'), { key, cert });
    const { sessions, visit } = watchedSessions();
    const good = await tlsTarget(peer.port);
    await visit(good);
    const ticket = sessions.get(good)?.ticket;
    expect(ticket).toBeInstanceOf(Buffer);

    // What the cache has to prevent: with that ticket Node calls the wrong name authorised.
    const fooled = connectTls({
      host: '127.0.0.1',
      port: peer.port,
      servername: 'wrong.example.org',
      ca: await trusted(),
      ...(ticket === undefined ? {} : { session: ticket }),
    });
    await within(once(fooled, 'secureConnect'), 'the fooled handshake');
    expect([fooled.isSessionReused(), fooled.authorized]).toEqual([true, true]);
    fooled.destroy();

    expect(sessions.get({ ...good, host: 'wrong.example.org' })).toBeUndefined();
    expect(sessions.get({ ...good, host: '127.0.0.1' })).toBeUndefined();
    expect(sessions.get({ ...good, port: good.port + 1 })).toBeUndefined();
    expect(sessions.get({ ...good, ca: null })).toBeUndefined();
    expect(sessions.get({ ...good, pin: '0'.repeat(64) })).toBeUndefined();
  });

  it('B24: a wrong-name target fails after a good one through the same cache', async () => {
    const { key, cert } = await certificate('wrong-name');
    const good = await certificate('good');
    // One listener, two certificates by server name, one ticket key: the case of a shared hosting front.
    const peer = await startPeer((socket) => socket.write('* OK ready\r\n'), {
      key,
      cert,
      SNICallback: (name, done) => {
        done(
          null,
          createSecureContext(name === 'localhost' ? { key: good.key, cert: good.cert } : { key, cert }),
        );
      },
    });
    const { sessions, visit } = watchedSessions();
    await visit(await tlsTarget(peer.port));
    const failure = dialOnce(await tlsTarget(peer.port, '127.0.0.1'), sessions);
    await expect(failure).rejects.toMatchObject({ key: 'tls-failed', reason: 'name' });
  });

  it('drops a session at the end of its certificate', async () => {
    const { peer } = await tlsPeer('good');
    let now = Date.now();
    const { sessions, visit } = watchedSessions(() => now);
    const target = await tlsTarget(peer.port);
    await visit(target);
    expect(sessions.get(target)).toBeDefined();
    now += 31 * 24 * 60 * 60 * 1000;
    expect(sessions.get(target)).toBeUndefined();
    now -= 31 * 24 * 60 * 60 * 1000;
    expect(sessions.get(target)).toBeUndefined();
  });
});
