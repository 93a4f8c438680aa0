import { describe, expect, it } from 'vitest';
import { toUid } from '../../../lib/imap';
import type { MessageDetail } from '../../../lib/mail';
import type { Session } from '../../../lib/session';
import { items } from '../mail/support';
import { inbox, textPart } from './inbox';
import { anaId, INBOX, settle } from './support';

const detail: MessageDetail = {
  uid: toUid(3),
  subject: 'Hello',
  from: [],
  sender: [],
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  date: 0,
  messageId: null,
  html: null,
  text: 'Hi',
  htmlTooLarge: false,
  truncated: false,
  attachments: [],
  inlineParts: [],
};

describe('messages', () => {
  it('shows and gives nothing of another message that took over the UID while it was read', async () => {
    const { world, tab } = await inbox(3);
    const { session } = world;
    const missing = { ok: false, error: { code: 'message-missing' } };
    session.openMessage = () => {
      session.open(3, 8);
      return Promise.resolve({ ok: true, value: detail });
    };
    expect(await tab.client.openMessage(anaId, INBOX, toUid(3), false)).toEqual(missing);
    session.openMessage = () => Promise.resolve({ ok: true, value: detail });
    expect(await tab.client.openMessage(anaId, INBOX, toUid(3), false)).toEqual({ ok: true, value: detail });
    session.listener.fetched(INBOX, [{ seq: 3, items: { ...items(3), bodyStructure: textPart } }]);
    session.fetchPart = () => {
      session.open(3, 9);
      return Promise.resolve({ ok: true, value: 0 });
    };
    expect(await tab.client.fetchPart(anaId, INBOX, toUid(3), '1')).toEqual(missing);
  });

  it('opens a message once, and anew when the mailbox was made anew', async () => {
    const { world, tab } = await inbox(3);
    const opened = (): number => world.session.calls.filter((call) => call === 'openMessage').length;
    world.session.openResult = { ok: true, value: detail };
    expect(await tab.client.openMessage(anaId, INBOX, toUid(3), false)).toEqual({ ok: true, value: detail });
    await tab.client.openMessage(anaId, INBOX, toUid(3), false);
    await tab.client.openMessage(anaId, INBOX, toUid(3), true);
    expect(opened()).toBe(1);
    world.session.open(3, 8);
    await settle();
    await tab.client.openMessage(anaId, INBOX, toUid(3), false);
    expect(opened()).toBe(2);
  });

  it('forgets a message that was expunged', async () => {
    const { world, tab } = await inbox(3);
    world.session.openResult = { ok: true, value: detail };
    await tab.client.openMessage(anaId, INBOX, toUid(3), false);
    world.session.listener.expunged(INBOX, 3);
    world.session.openResult = { ok: false, error: { code: 'message-missing' } };
    expect(await tab.client.openMessage(anaId, INBOX, toUid(3), false)).toEqual(world.session.openResult);
  });

  it('fetches a part with the encoding of its structure, and tells the progress', async () => {
    const { world, tab } = await inbox(3);
    const progress: number[][] = [];
    const result = await tab.client.fetchPart(anaId, INBOX, toUid(2), '1', {
      onProgress: (loaded, total) => progress.push([loaded, total]),
    });
    const file = result.ok ? result.value : new Blob();
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
    // Never a type that a browser would open, whatever the message calls it.
    expect(file.type).toBe('application/octet-stream');
    expect(progress).toEqual([
      [5, 10],
      [10, 10],
    ]);
    expect(world.session.calls).toContain('fetchPart 1 quoted-printable');
    expect(await tab.client.fetchPart(anaId, INBOX, toUid(2), '9')).toEqual({
      ok: false,
      error: { code: 'message-missing' },
    });
  });

  it('tells the session of a message nobody waits for any more, also when the tab is gone', async () => {
    const { world, tab } = await inbox(3);
    const signals: (AbortSignal | undefined)[] = [];
    world.session.openMessage = (...[, , , options]: Parameters<Session['openMessage']>) => {
      signals.push(options.signal);
      return new Promise(() => undefined);
    };
    const stop = new AbortController();
    const left = tab.client.openMessage(anaId, INBOX, toUid(2), false, stop.signal);
    void tab.client.openMessage(anaId, INBOX, toUid(3), false);
    await settle();
    stop.abort();
    expect((await left).ok).toBe(false);
    await settle();
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, false]);
    tab.close();
    await settle();
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
  });

  it('drops the answer of an aborted request', async () => {
    const { tab } = await inbox(3);
    const stop = new AbortController();
    const result = tab.client.fetchPart(anaId, INBOX, toUid(2), '1', { signal: stop.signal });
    stop.abort();
    expect((await result).ok).toBe(false);
  });
});
