/** COMPRESS in the protocol layer: who may speak around it, and the octet from which on everything is of another kind. */
import { describe, expect, it } from 'vitest';
import { compress, idle, list, noop, select } from '../../../lib/imap/index';
import { selected, authenticated } from '../../support/imap-peer';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const COMPRESSION = 'COMPRESS=DEFLATE';

describe('COMPRESS (RFC 4978)', () => {
  it('is sent when nothing is in flight, and nothing is sent before its answer', () => {
    const peer = selected(COMPRESSION);
    peer.connection.enqueue(noop());
    const id = peer.connection.enqueue(compress());
    peer.connection.enqueue(list());
    expect(peer.client()).toBe('T2 NOOP\r\n');
    peer.server('T2 OK');
    expect(peer.client()).toBe('T3 COMPRESS DEFLATE\r\n');
    peer.server('* 11 EXISTS');
    expect(peer.client()).toBe('');
    peer.server('T3 OK DEFLATE active');
    expect(peer.outcome(id)).toMatchObject({ ok: true });
    expect(peer.client()).toBe('T4 LIST "" "*"\r\n');
  });

  it('ends IDLE first', () => {
    const peer = selected(COMPRESSION);
    peer.connection.enqueue(idle());
    peer.server('+');
    peer.client();
    peer.connection.enqueue(compress());
    expect(peer.client()).toBe('DONE\r\n');
    peer.server('T2 OK');
    expect(peer.client()).toBe('T3 COMPRESS DEFLATE\r\n');
  });

  it('gives back every octet behind its OK unread, however the chunk was cut, before it tells of its own end', () => {
    const plain = '* 11 EXISTS\r\nT2 OK active\r\n';
    // Looks like IMAP, and is not: it was sent compressed, or injected.
    const rest = '* BYE injected\r\nT3 OK\r\n\0\xff';
    const all = bytes(plain + rest);
    for (let cut = 0; cut <= all.length; cut++) {
      const peer = selected(COMPRESSION);
      const id = peer.connection.enqueue(compress());
      peer.client();
      const taken = peer.connection.receive(all.slice(0, cut));
      const diverted = cut >= plain.length;
      expect(taken).toBe(Math.min(cut, plain.length));
      if (!diverted) expect(peer.connection.receive(all.slice(cut))).toBe(plain.length - cut);
      const news = peer.news().filter(({ kind }) => kind === 'compressed' || kind === 'done');
      const behind = diverted ? all.slice(plain.length, cut) : all.slice(plain.length);
      expect(news).toMatchObject([{ kind: 'compressed' }, { kind: 'done', id, outcome: { ok: true } }]);
      expect(news[0]?.kind === 'compressed' ? [...news[0].rest] : []).toEqual([...behind]);
      // What is given from here on was inflated: it is IMAP again, from its first octet.
      peer.server('* 12 EXISTS');
      expect(peer.news()).toMatchObject([{ kind: 'untagged', event: { kind: 'exists', count: 12 } }]);
      expect(peer.connection.state).toBe('selected');
    }
  });

  it.each(['NO not today', 'BAD what is that', 'NO [COMPRESSIONACTIVE] TLS compresses'])(
    'refused (%s): nothing changes',
    (line) => {
      const peer = selected(COMPRESSION);
      const id = peer.connection.enqueue(compress());
      peer.client();
      peer.server(`T2 ${line}`, '* 11 EXISTS');
      expect(peer.outcome(id)).toMatchObject({ ok: false });
      expect(peer.events.map(({ kind }) => kind)).not.toContain('compressed');
      expect(peer.events.at(-1)).toMatchObject({ event: { kind: 'exists', count: 11 } });
    },
  );

  it('is not asked again after a refusal, by no connection to this server', () => {
    const peer = authenticated(COMPRESSION);
    peer.connection.enqueue(compress());
    peer.client();
    peer.server('T1 NO not today');
    expect(peer.connection.capabilities.has(COMPRESSION)).toBe(false);
  });

  it.each(['T2 MAYBE', 'Server Unavailable. 15'])(
    'answered so that nobody can say whether it began (%s): the connection ends',
    (line) => {
      const peer = selected(COMPRESSION);
      const id = peer.connection.enqueue(compress());
      const behind = peer.connection.enqueue(select('a'));
      peer.client();
      peer.server(line);
      expect(peer.outcome(id)).toMatchObject({ ok: false });
      expect(peer.outcome(behind)).toMatchObject({ failure: { kind: 'closed', sent: false } });
      expect(peer.events).toContainEqual(
        expect.objectContaining({
          kind: 'closed',
          reason: expect.objectContaining({ kind: 'protocol', code: 'compressed-broken' }),
        }),
      );
      expect(peer.client()).toBe('');
    },
  );

  it('broken data are told by whoever inflates them: everything settles, once', () => {
    const peer = selected(COMPRESSION);
    const id = peer.connection.enqueue(noop());
    peer.client();
    peer.connection.fail('compressed-too-large', 'zeros');
    peer.connection.fail('compressed-broken', 'again');
    expect(peer.outcome(id)).toMatchObject({ failure: { kind: 'closed', sent: true } });
    expect(peer.events.filter(({ kind }) => kind === 'closed')).toMatchObject([
      { reason: { kind: 'protocol', code: 'compressed-too-large', detail: 'zeros' } },
    ]);
  });
});
