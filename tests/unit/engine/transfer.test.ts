import { describe, expect, it } from 'vitest';
import { importFiles, type ImportProgress } from '../../../lib/engine/import-files';
import { MAX_IMPORT_FAILURES, MAX_IMPORT_FILES } from '../../../lib/engine/limits';
import type { Uid, UidValidity } from '../../../lib/imap';
import { MboxReader } from '../../../lib/mime/mbox-reader';
import { MAX_RAW_BODIES, RAW_PIECE } from '../../../lib/session/limits';
import type { AppendRun, NewMessage } from '../../../lib/session/transfer';
import type { Result } from '../../../lib/mail';
import { ana, anaId, createWorld, INBOX, settle } from './support';

const mail = (subject: string) => `From: bo@example.com\r\nSubject: ${subject}\r\n\r\nHi\r\n`;
const mbox = (...subjects: readonly string[]) =>
  subjects.map((one) => `From bo@example.com Sun Nov 22 04:05:06 2026\n${mail(one)}\n`).join('');
const file = (content: string, name: string) => new File([content], name);
const place = { mailbox: INBOX, uidValidity: 7 as UidValidity };

/** A folder that takes what it is given, or says why not. */
function folder(answer: (subject: string) => Result<null> = () => ({ ok: true, value: null })) {
  const subjects: string[] = [];
  const append = (message: NewMessage): Promise<Result<null>> => {
    const subject = /Subject: (.*)\r/.exec(new TextDecoder().decode(message.bytes))?.[1] ?? '';
    const result = answer(subject);
    if (result.ok) subjects.push(subject);
    return Promise.resolve(result);
  };
  const into: AppendRun = { append, skip: () => undefined, mark: null };
  return { subjects, into };
}

describe('files into a folder', () => {
  it('one message after the other, told how far', async () => {
    const { subjects, into } = folder();
    const steps: ImportProgress[] = [];
    const files = [file(mbox('One', 'Two'), 'a.mbox'), file(mail('Three'), 'b.eml')];
    const result = await importFiles(
      { files, from: 0, into },
      (step) => steps.push(step),
      () => false,
    );
    expect(subjects).toEqual(['One', 'Two', 'Three']);
    expect(result).toEqual({
      ok: true,
      value: { imported: 3, handled: 3, total: 3, failed: 0, failures: [], cancelled: false, stopped: null },
    });
    const allOctets = files.reduce((sum, { size }) => sum + size, 0);
    expect(steps[0]).toEqual({ done: 0, total: 0, octets: 0, allOctets });
    expect(steps.at(-1)).toEqual({ done: 3, total: 3, octets: allOctets, allOctets });
  });

  it('a file that is no mail changes nothing, even beside good ones', async () => {
    const { subjects, into } = folder();
    const files = [file(mbox('One'), 'a.mbox'), file('Dear diary,\n', 'diary.txt')];
    expect(
      await importFiles(
        { files, from: 0, into },
        () => undefined,
        () => false,
      ),
    ).toMatchObject({
      ok: false,
      error: { code: 'import-no-mail', values: { name: 'diary.txt' } },
    });
    expect(subjects).toEqual([]);
    const many = Array.from({ length: MAX_IMPORT_FILES + 1 }, () => file(mail('x'), 'x.eml'));
    expect(
      await importFiles(
        { files: many, from: 0, into },
        () => undefined,
        () => false,
      ),
    ).toMatchObject({
      ok: false,
      error: { code: 'import-too-many' },
    });
  });

  it('a file that cannot be read any more is named', async () => {
    const { into } = folder();
    const broken = Object.assign(new Blob([mail('x')]), {
      name: 'gone.eml',
      stream: () =>
        new ReadableStream({ start: (controller) => controller.error(new Error('NotReadableError')) }),
    });
    const result = await importFiles(
      { files: [broken], from: 0, into },
      () => undefined,
      () => false,
    );
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'import-unreadable', values: { name: 'gone.eml' } },
    });
  });

  it('names what the server would not take, and goes on', async () => {
    const { subjects, into } = folder((subject) =>
      subject.startsWith('bad')
        ? { ok: false, error: { code: 'append-refused', serverText: 'no' } }
        : { ok: true, value: null },
    );
    const names = Array.from({ length: MAX_IMPORT_FAILURES + 5 }, (_, index) => `bad ${index}`);
    const files = [file(mbox('One', ...names, 'Two'), 'a.mbox')];
    const result = await importFiles(
      { files, from: 0, into },
      () => undefined,
      () => false,
    );
    if (!result.ok) throw new Error(result.error.code);
    expect(subjects).toEqual(['One', 'Two']);
    expect(result.value).toMatchObject({ imported: 2, failed: names.length, stopped: null });
    expect(result.value.failures).toHaveLength(MAX_IMPORT_FAILURES);
    expect(result.value.failures[0]).toEqual({
      file: 'a.mbox',
      number: 2,
      subject: 'bad 0',
      error: { code: 'append-refused', serverText: 'no' },
    });
  });

  it('ends where the next message could not do better, and goes on from there', async () => {
    let full = true;
    const { subjects, into } = folder((subject) =>
      full && subject === 'Two' ? { ok: false, error: { code: 'over-quota' } } : { ok: true, value: null },
    );
    const files = [file(mbox('One', 'Two', 'Three'), 'a.mbox')];
    const first = await importFiles(
      { files, from: 0, into },
      () => undefined,
      () => false,
    );
    expect(first).toMatchObject({
      ok: true,
      value: { imported: 1, handled: 1, total: 3, stopped: { code: 'over-quota' } },
    });
    full = false;
    const second = await importFiles(
      { files, from: 1, into },
      () => undefined,
      () => false,
    );
    expect(second).toMatchObject({ ok: true, value: { imported: 2, handled: 3, stopped: null } });
    expect(subjects).toEqual(['One', 'Two', 'Three']);
  });

  it('ends after the message under way when asked', async () => {
    const { subjects, into } = folder();
    const files = [file(mbox('One', 'Two', 'Three'), 'a.mbox')];
    const result = await importFiles(
      { files, from: 0, into },
      () => undefined,
      () => subjects.length === 2,
    );
    expect(result).toMatchObject({ ok: true, value: { imported: 2, handled: 2, total: 3, cancelled: true } });
  });
});

describe('a folder as a file', () => {
  async function signedIn() {
    const world = createWorld();
    const { client } = await world.openTab();
    await client.signIn(ana);
    await settle();
    return { session: world.session, transfer: client.transfer };
  }

  it('holds every message, large ones in pieces, small ones together', async () => {
    const { session, transfer } = await signedIn();
    const large = new Uint8Array(2 * RAW_PIECE + 3).fill(0x41);
    session.raw.set(1 as Uid, new TextEncoder().encode('From me\r\n'));
    session.raw.set(2 as Uid, large);
    session.raw.set(5 as Uid, new TextEncoder().encode('no end'));
    const list = await transfer.list(anaId, INBOX);
    if (!list.ok) throw new Error(list.error.code);
    const reader = new MboxReader();
    const messages: number[] = [];
    let done = 0;
    for await (const piece of transfer.mbox(anaId, place, [[1, 5]])) {
      ({ done } = piece);
      for (const bytes of piece.bytes) {
        for (const event of reader.push(bytes)) {
          if (event.kind === 'begin') messages.push(0);
          else if (event.kind === 'data') messages.push((messages.pop() ?? 0) + event.bytes.length);
        }
      }
    }
    for (const event of reader.end())
      if (event.kind === 'data') messages.push((messages.pop() ?? 0) + event.bytes.length);
    const head = 'Status: RO\r\nX-Status: \r\nX-Keywords: \r\n'.length;
    expect(messages.map((length) => length - head)).toEqual([9, large.length, 6]);
    expect(done).toBe(3);
    const pieces = session.calls.filter((call) => call.startsWith('pieces'));
    expect(pieces).toEqual([
      'pieces 1 0',
      'pieces 2 0',
      'pieces 5 0',
      `pieces 2 ${RAW_PIECE}`,
      `pieces 2 ${2 * RAW_PIECE}`,
    ]);
  });

  it('asks for many small ones at once, within bounds, and counts what is gone', async () => {
    const { session, transfer } = await signedIn();
    for (let uid = 1; uid <= 120; uid++) if (uid !== 7) session.raw.set(uid as Uid, new Uint8Array(10));
    let last = { done: 0, gone: 0 };
    const whole: Uid[] = [];
    for await (const piece of transfer.mbox(anaId, place, [[1, 120]])) {
      last = piece;
      if (piece.whole !== undefined) whole.push(piece.whole);
    }
    expect(last).toMatchObject({ done: 119, gone: 1 });
    expect(whole).toEqual([...session.raw.keys()]);
    const groups = session.calls.filter((call) => call.startsWith('pieces'));
    expect(groups.length).toBe(Math.ceil(119 / MAX_RAW_BODIES));
  });

  it('of a server that knows no pieces: what it gives whole is not asked for again', async () => {
    const { session, transfer } = await signedIn();
    const whole = new Uint8Array(RAW_PIECE + 3);
    session.transfer.pieces = (_place, uids) =>
      Promise.resolve({ ok: true, value: uids.map((uid) => ({ uid, bytes: whole, size: 0 })) });
    let octets = 0;
    for await (const bytes of transfer.message(anaId, place, 3 as Uid)) {
      octets += bytes.length;
      if (octets > 10 * RAW_PIECE) break;
    }
    expect(octets).toBe(whole.length);
  });

  it.each([
    { pieceOctets: 1_000, sizeError: 0, why: 'gives less than it was asked for' },
    { pieceOctets: Infinity, sizeError: 500, why: 'announces more than there is' },
    { pieceOctets: Infinity, sizeError: -1_200, why: 'announces less than there is' },
  ])('is whole of a server that $why', async ({ pieceOctets, sizeError }) => {
    const { session, transfer } = await signedIn();
    Object.assign(session, { pieceOctets, sizeError });
    const octets = Uint8Array.from({ length: 2_500 }, (_, i) => (i % 70 === 69 ? 10 : 65 + (i % 26)));
    session.raw.set(3 as Uid, octets);
    const got: number[] = [];
    for await (const bytes of transfer.message(anaId, place, 3 as Uid)) got.push(...bytes);
    expect(got).toEqual([...octets]);
    const inMbox: number[] = [];
    for await (const { bytes } of transfer.mbox(anaId, place, [[3, 3]]))
      for (const piece of bytes) inMbox.push(...piece);
    const text = new TextDecoder().decode(Uint8Array.from(inMbox));
    expect(text.slice(text.indexOf('ABC'))).toContain(new TextDecoder().decode(octets).trimEnd());
  });

  it('is one message as it is stored, to the last octet', async () => {
    const { session, transfer } = await signedIn();
    session.raw.set(3 as Uid, new Uint8Array(RAW_PIECE));
    const sizes: number[] = [];
    for await (const bytes of transfer.message(anaId, place, 3 as Uid)) sizes.push(bytes.length);
    expect(sizes).toEqual([RAW_PIECE, 0]);
    await expect(transfer.message(anaId, place, 4 as Uid).next()).rejects.toMatchObject({
      error: { code: 'message-missing' },
    });
  });
});
