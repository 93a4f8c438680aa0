import { describe, expect, it } from 'vitest';
import { toMailboxName } from '../../../lib/imap/types';
import type { Result } from '../../../lib/mail';
import { RAW_PIECE } from '../../../lib/session/limits';
import type { AppendMark, NewMessage } from '../../../lib/session/transfer';
import { INBOX, SessionWorld, settle, USER, type WorldOptions } from '../../support/session-world';

const ARCHIVE = toMailboxName('Archive');
const WITH_UIDPLUS = ['IMAP4rev1', 'IDLE', 'UIDPLUS', 'LITERAL+', 'ESEARCH', 'MOVE'];
const WITHOUT = ['IMAP4rev1', 'IDLE'];

async function signedIn(options: WorldOptions = {}) {
  const world = new SessionWorld(options);
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

/** The line falls silent once, when the letter called One is on its way: the server has it, and nobody hears of that. */
async function losingTheFirstAnswer() {
  let lost = false;
  const world = await signedIn({
    capabilities: WITHOUT,
    onSend: (text, wire) => {
      if (!lost && text.includes('Subject: One')) {
        lost = true;
        wire.freeze();
      }
      return true;
    },
  });
  return { world, lost: () => lost };
}

const letter = (subject: string, id: string | null): NewMessage => ({
  bytes: new TextEncoder().encode(
    `From: bo@example.com\r\nSubject: ${subject}\r\n${id === null ? '' : `Message-ID: ${id}\r\n`}\r\nHi\r\n`,
  ),
  flags: ['\\Seen', 'work'],
  date: Date.UTC(2020, 1, 29, 12, 30),
  messageId: id,
});

/** Runs them one after the other while time goes on. */
async function appendAll(world: SessionWorld, messages: readonly NewMessage[]): Promise<Result<null>[]> {
  const run = world.session.transfer.appender(ARCHIVE);
  const results: Result<null>[] = [];
  const done = (async () => {
    for (const message of messages) results.push(await run.append(message));
  })();
  await world.clock.advance(240_000);
  await done;
  return results;
}

const inArchive = (world: SessionWorld) =>
  world.server.account(USER.user)?.mailbox('Archive')?.messages ?? [];
const subjectsOf = (world: SessionWorld) =>
  inArchive(world).map(({ content }) => /Subject: (.*)\r/.exec(new TextDecoder().decode(content.bytes))?.[1]);

describe('messages put into a folder', () => {
  it('keep their octets, flags and time', async () => {
    const world = await signedIn();
    const message = letter('One', '<1@example.com>');
    expect(await appendAll(world, [message])).toEqual([{ ok: true, value: null }]);
    const [found] = inArchive(world);
    expect(found?.content.bytes).toEqual(message.bytes);
    expect(found?.internalDate).toBe(message.date);
    expect([...(found?.flags ?? [])].sort()).toEqual(['\\Seen', 'work']);
  });

  it('are there where a server finds them four thousand million times: its ranges are counted', async () => {
    const { world, lost } = await losingTheFirstAnswer();
    let asked = 0;
    world.answer = (flight) => {
      const tag = /^(\S+) UID SEARCH/u.exec(flight)?.[1];
      if (tag === undefined) return null;
      asked += 1;
      return `* ESEARCH (TAG "${tag}") UID ALL 1:4294967295\r\n${tag} OK found\r\n`;
    };
    expect(await appendAll(world, [letter('One', '<1@example.com>')])).toEqual([{ ok: true, value: null }]);
    expect([lost(), asked]).toEqual([true, 1]);
  });

  it.each([
    ['UIDPLUS, ids', WITH_UIDPLUS, '<a@example.com>', '<b@example.com>'],
    ['UIDPLUS, none', WITH_UIDPLUS, null, null],
    ['ids', WITHOUT, '<a@example.com>', '<b@example.com>'],
    ['the same id twice', WITHOUT, '<a@example.com>', '<a@example.com>'],
    ['sizes only', WITHOUT, null, null],
  ])(
    'are there once, wherever the connection is cut (%s)',
    { tags: ['deep'] },
    async (_, capabilities, one, other) => {
      const whole = await signedIn({ capabilities });
      const messages = [letter('One', one), letter('Other', other)];
      await appendAll(whole, messages);
      // The second connection is the one that is made for it.
      const after = whole.wires[1]?.received.length ?? 0;
      expect(subjectsOf(whole)).toEqual(['One', 'Other']);
      expect(after).toBeGreaterThan(100);
      for (let octets = 1; octets <= after; octets += 4) {
        const world = await signedIn({ capabilities, cutAfter: (dial) => (dial === 2 ? octets : null) });
        const results = await appendAll(world, messages);
        expect(
          results.filter(({ ok }) => !ok),
          `cut after ${octets}`,
        ).toEqual([]);
        expect(subjectsOf(world), `cut after ${octets}`).toEqual(['One', 'Other']);
      }
    },
  );

  it('are not sent again when the server has them and only its answer was lost', async () => {
    const { world, lost } = await losingTheFirstAnswer();
    expect(await appendAll(world, [letter('One', '<1@example.com>')])).toEqual([{ ok: true, value: null }]);
    expect(lost()).toBe(true);
    expect(subjectsOf(world)).toEqual(['One']);
  });

  it.each([
    ['UIDPLUS, ids', WITH_UIDPLUS, '<a@example.com>', '<b@example.com>'],
    ['UIDPLUS, the same id twice', WITH_UIDPLUS, '<a@example.com>', '<a@example.com>'],
    ['ids', WITHOUT, '<a@example.com>', '<b@example.com>'],
    ['the same id twice', WITHOUT, '<a@example.com>', '<a@example.com>'],
    ['sizes only', WITHOUT, null, null],
  ])(
    'are there once when another engine goes on, however much of it is written down (%s)',
    async (_, capabilities, one, other) => {
      const messages = [letter('A', one), letter('Bb', other), letter('Ccc', one), letter('Dddd', other)];
      for (let sent = 1; sent <= messages.length; sent += 1) {
        for (let noted = 0; noted <= sent; noted += 1) {
          const world = await signedIn({ capabilities });
          const marks: AppendMark[] = [];
          const run = world.session.transfer.appender(ARCHIVE, null, (mark) => {
            marks.push(mark);
            return Promise.resolve();
          });
          const first = (async () => {
            for (const message of messages.slice(0, sent)) {
              await run.append(message);
              marks.push(run.mark ?? marks[0]!);
            }
          })();
          await world.clock.advance(60_000);
          await first;
          const mark = marks[noted]!;
          // Where the mark moves with each message nothing after it was noted; else all that was.
          const since = marks[0]!.uid === mark.uid ? 0 : noted;
          const next = world.session.transfer.appender(ARCHIVE, mark);
          for (const message of messages.slice(since, noted)) next.skip(message);
          const second = (async () => {
            for (const message of messages.slice(noted))
              expect(await next.append(message)).toEqual({ ok: true, value: null });
          })();
          await world.clock.advance(60_000);
          await second;
          expect(subjectsOf(world), `${sent} sent, ${noted} noted`).toEqual(['A', 'Bb', 'Ccc', 'Dddd']);
        }
      }
    },
  );

  it('say what the server said when it refuses, and go without keywords it does not know', async () => {
    const world = await signedIn();
    const account = world.server.account(USER.user);
    const results = await appendAll(world, [
      { ...letter('One', null), bytes: new Uint8Array(0) },
      letter('Other', null),
    ]);
    expect(results[0]).toMatchObject({
      ok: false,
      error: { code: 'append-refused', serverText: 'The message is empty' },
    });
    expect(results[1]?.ok).toBe(true);
    account?.delete('Archive');
    const [missing] = await appendAll(world, [letter('One', null)]);
    expect(missing).toMatchObject({ ok: false, error: { serverText: expect.stringMatching(/./u) } });
  });

  it('are not sent when the server’s own limit is lower', async () => {
    const world = await signedIn({ capabilities: [...WITH_UIDPLUS, 'APPENDLIMIT=20'] });
    const [result] = await appendAll(world, [letter('One', null)]);
    expect(result).toEqual({ ok: false, error: { code: 'append-too-large', values: { limit: 20 } } });
    expect(world.wires.flatMap(({ flights }) => flights).join('')).not.toContain('APPEND');
  });

  it('do not use the connection somebody reads through', async () => {
    const world = await signedIn();
    await appendAll(world, [letter('One', null)]);
    expect(world.wires[0]?.flights.join('')).not.toContain('APPEND');
    expect(world.wires[1]?.flights.join('')).toContain('APPEND');
  });
});

describe('a long upload', () => {
  it('is not taken for a dead connection while octets leave', async () => {
    let left = 0;
    const world = await signedIn();
    for (const wire of world.wires) Object.defineProperty(wire.transport, 'buffered', { get: () => left });
    world.wire.freeze();
    left = 5_000_000;
    const shrinking = world.session.openMessage(INBOX, 1 as never, undefined, { formatted: false });
    for (let minute = 0; minute < 5; minute++) {
      left -= 1_000;
      await world.clock.advance(50_000);
    }
    expect(world.openWires).toHaveLength(1);
    // Nothing moves any more: now it is dead.
    await world.clock.advance(150_000);
    expect(world.wires.length).toBeGreaterThan(1);
    await world.session.signOut();
    await settle();
    await shrinking;
  });
});

describe('messages read for a file', () => {
  it('come as they are stored, marked as nothing, in the order asked for', async () => {
    const world = await signedIn({ messages: 3 });
    const listed = world.session.transfer.list(INBOX);
    await settle();
    const list = await listed;
    if (!list.ok) throw new Error(list.error.code);
    expect(list.value.set).toEqual([[1, 3]]);
    const place = { mailbox: INBOX, uidValidity: list.value.uidValidity };
    const [heads, pieces, rest, gone] = await Promise.all([
      world.session.transfer.heads(place, world.uids()),
      world.session.transfer.pieces(place, [...world.uids()].reverse(), 0),
      world.session.transfer.pieces(place, world.uids().slice(0, 1), 10),
      world.session.transfer.heads({ ...place, uidValidity: (place.uidValidity + 1) as never }, world.uids()),
    ]);
    expect(heads).toMatchObject({ ok: true, value: [{ uid: 1, sender: 'bo@example.com' }, {}, {}] });
    const stored = world.server.account(USER.user)?.mailbox('INBOX')?.messages ?? [];
    expect(pieces).toEqual({
      ok: true,
      value: [2, 1, 0].map((at) => {
        const bytes = stored[at]?.content.bytes;
        return { uid: at + 1, bytes, size: bytes?.length };
      }),
    });
    expect(rest).toMatchObject({ ok: true, value: [{ bytes: stored[0]?.content.bytes.subarray(10) }] });
    expect(gone).toEqual({ ok: false, error: { code: 'mailbox-changed' } });
    expect(stored.flatMap(({ flags }) => [...flags])).not.toContain('\\Seen');
    expect(RAW_PIECE).toBe(1_048_576);
  });
});
