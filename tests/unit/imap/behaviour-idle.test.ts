/** IDLE and what ends it, in every order in which their lines can cross. */
import { describe, expect, it } from 'vitest';
import { fetch, idle, noop, search } from '../../../lib/imap/index';
import { flagsOf, selected } from '../../support/imap-peer';

const idling = (active: boolean) => ({ kind: 'idle', active }) as const;

describe('IDLE ends for any command (RFC 9051 6.3.13)', () => {
  it('that comes before +: nothing is said until it came, then DONE and the command leave together', () => {
    const peer = selected();
    const waiting = peer.connection.enqueue(idle());
    expect(peer.client()).toBe('T2 IDLE\r\n');
    const id = peer.connection.enqueue(noop());
    peer.connection.stopIdle();
    peer.server('* 11 EXISTS', '* OK still here');
    expect(peer.client()).toBe('');
    peer.server('+ idling');
    expect(peer.client()).toBe('DONE\r\nT3 NOOP\r\n');
    peer.server('T2 OK', 'T3 OK');
    expect([peer.outcome(waiting), peer.outcome(id)]).toMatchObject([{ ok: true }, { ok: true }]);
    expect(peer.events.filter(({ kind }) => kind === 'idle')).toEqual([idling(true), idling(false)]);
  });

  it.each(['BAD unknown command', 'NO not now', 'OK over before it began', 'gibberish'])(
    'that waits behind a refusal: %s',
    (line) => {
      const peer = selected();
      const refused = peer.connection.enqueue(idle());
      peer.client();
      const id = peer.connection.enqueue(noop());
      expect(peer.client()).toBe('');
      peer.server(`T2 ${line}`);
      expect(peer.outcome(refused)).toBeDefined();
      // Never DONE: a server that does not idle would take it for a command.
      expect(peer.client()).toBe('T3 NOOP\r\n');
      peer.server('T3 OK');
      expect(peer.outcome(id)).toMatchObject({ ok: true });
      expect(peer.events.filter(({ kind }) => kind === 'idle')).toEqual([]);
      expect(peer.connection.state).toBe('selected');
    },
  );

  it('while the server ends it by itself: our DONE crosses its OK, and is nobody’s command', () => {
    const peer = selected();
    peer.connection.enqueue(idle());
    peer.server('+');
    const id = peer.connection.enqueue(noop());
    expect(peer.client()).toMatch(/DONE\r\nT3 NOOP\r\n$/);
    peer.server('T2 OK idled long enough', 'DONE BAD what is that', 'T3 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: true });
    expect(peer.connection.state).toBe('selected');
  });

  it('that the server ended by itself, with nothing of ours on its way: no DONE follows', () => {
    const peer = selected();
    const waiting = peer.connection.enqueue(idle());
    peer.client();
    peer.server('+', 'T2 OK timeout');
    expect(peer.outcome(waiting)).toMatchObject({ ok: true });
    peer.connection.stopIdle();
    peer.connection.enqueue(noop());
    expect(peer.client()).toBe('T3 NOOP\r\n');
  });

  it('with + and its end in one chunk', () => {
    const peer = selected();
    peer.connection.enqueue(idle());
    peer.client();
    const id = peer.connection.enqueue(noop());
    peer.server('+', '* 3 EXPUNGE', 'T2 OK at once');
    // DONE was due at `+`, and is withdrawn: the end was read before anything left.
    expect(peer.client()).toBe('T3 NOOP\r\n');
    peer.server('T3 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: true });
  });

  it('with data that cross DONE: they are told in their order, and numbers wait for the tagged line', () => {
    const peer = selected();
    peer.connection.enqueue(idle());
    peer.server('+');
    peer.client();
    const rows = peer.connection.enqueue(fetch(flagsOf(1)));
    expect(peer.client()).toBe('DONE\r\n');
    peer.server('* 11 EXISTS', '* 1 EXPUNGE', '* 3 FETCH (FLAGS (\\\\Seen))');
    expect(peer.client()).toBe('');
    peer.server('T2 OK');
    expect(peer.client()).toBe('T3 FETCH 1 (UID FLAGS)\r\n');
    const told = peer.events.flatMap((event) => (event.kind === 'untagged' ? [event.event.kind] : []));
    expect(told).toEqual(['exists', 'expunge', 'fetch']);
    peer.server('* 1 FETCH (UID 7 FLAGS ())', 'T3 OK');
    expect(peer.outcome(rows)).toMatchObject({ ok: true, value: [{ seq: 1, items: { uid: 7 } }] });
  });

  it('cut by the server: it settles, and what waited is known as not sent', () => {
    const peer = selected();
    const waiting = peer.connection.enqueue(idle());
    peer.client();
    const id = peer.connection.enqueue(noop());
    peer.server('* BYE idled too long');
    expect(peer.outcome(waiting)).toMatchObject({ failure: { kind: 'closed', sent: true } });
    expect(peer.outcome(id)).toMatchObject({ failure: { kind: 'closed', sent: false } });
    expect(peer.client()).toBe('');
  });

  it('stopped twice, and again after its end', () => {
    const peer = selected();
    peer.connection.enqueue(idle());
    peer.server('+');
    peer.client();
    peer.connection.stopIdle();
    peer.connection.stopIdle();
    expect(peer.client()).toBe('DONE\r\n');
    peer.server('T2 OK');
    peer.connection.stopIdle();
    expect(peer.client()).toBe('');
    // A stop meant for the one before does not end the next.
    peer.connection.enqueue(idle());
    peer.server('+');
    expect(peer.client()).toBe('T3 IDLE\r\n');
    expect(peer.connection.idle).toBe(true);
  });
});

describe('a queued command', () => {
  it('is withdrawn before it leaves, wherever it stands; what stands behind moves up', () => {
    const peer = selected();
    peer.connection.enqueue(idle());
    peer.client();
    const first = peer.connection.enqueue(fetch(flagsOf(1)));
    const second = peer.connection.enqueue(noop());
    expect(peer.connection.cancel(first)).toBe(true);
    expect(peer.connection.cancel(first)).toBe(false);
    expect(peer.outcome(first)).toMatchObject({ failure: { kind: 'cancelled' } });
    peer.server('+');
    expect(peer.client()).toBe('DONE\r\nT4 NOOP\r\n');
    expect(peer.connection.cancel(second)).toBe(false);
    peer.server('T2 OK', 'T4 OK');
    expect(peer.outcome(second)).toMatchObject({ ok: true });
  });

  it('IDLE too; and a command of which one flight has left is too late', () => {
    const peer = selected();
    const text = { kind: 'text', field: 'subject', value: 'é' } as const;
    const begun = peer.connection.enqueue(search({ uid: true, criteria: text }));
    const waiting = peer.connection.enqueue(idle());
    peer.client();
    expect(peer.connection.cancel(waiting)).toBe(true);
    expect(peer.outcome(waiting)).toMatchObject({ failure: { kind: 'cancelled' } });
    expect(peer.connection.cancel(begun)).toBe(false);
    peer.server('+', 'T2 OK');
    expect(peer.outcome(begun)).toMatchObject({ ok: true });
    expect(peer.client()).toBe('');
  });
});
