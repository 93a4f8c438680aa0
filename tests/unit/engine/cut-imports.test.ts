/** Imports that end before their last message: written down as they go, told to whoever comes next, gone on with. */
import { describe, expect, it } from 'vitest';
import { ImportBook } from '../../../lib/engine/import-book';
import { toMailboxName, type UidValidity } from '../../../lib/imap';
import { filesAgain } from '../../../lib/mail';
import { WorkBook } from '../../../lib/session/work-book';
import { ana, anaId, createWorld, INBOX, settle } from './support';

const mbox = (...subjects: readonly string[]): string =>
  subjects
    .map((subject) => `From a Thu Jan  1 00:00:00 2026\nFrom: a@example.org\nSubject: ${subject}\n\nHi\n\n`)
    .join('');
const file = (...subjects: readonly string[]): File => new File([mbox(...subjects)], 'old.mbox');
const mark = { uidValidity: 7 as UidValidity, uid: 12 };

function book() {
  const items = new Map<string, unknown>();
  const keeper = {
    put: (id: string, value: unknown) => Promise.resolve(void items.set(id, structuredClone(value))),
    drop: (id: string) => Promise.resolve(void items.delete(id)),
  };
  const env = { setTimer: () => () => undefined, log: () => undefined };
  return { items, open: () => new ImportBook(new WorkBook(keeper, env)) };
}

const order = { id: 'i', mailbox: INBOX, files: [{ name: 'old.mbox', size: 300 }] };

describe('an import is written down', () => {
  it('before its first message is sent, and after each; the next engine knows how far it was', async () => {
    const { items, open } = book();
    const run = open().begin(order, () => true);
    run.planned(3);
    await run.marked(mark);
    expect(items.get('import i')).toMatchObject({ total: 3, handled: 0, mark, since: 0 });
    run.note({ imported: 1, handled: 1, failed: 0 }, mark);
    run.note({ imported: 1, handled: 2, failed: 1 }, { ...mark, uid: 13 });
    await run.written();
    expect(items.get('import i')).toMatchObject({ handled: 2, imported: 1, failed: 1, since: 2 });

    const next = open();
    next.takeUp([...items.values(), { kind: 'import', version: 1, id: '' }, { kind: 'job' }, null]);
    const known = { ...order, total: 3, handled: 2, imported: 1, failed: 1 };
    expect(await next.cut()).toEqual([known]);
    next.renamed((name) => (name === INBOX ? toMailboxName('In') : name));
    expect(await next.cut()).toEqual([{ ...known, mailbox: 'In' }]);

    const again = next.begin(order, () => true);
    expect(await next.cut()).toEqual([]);
    expect(again.before).toMatchObject({ mark: { ...mark, uid: 13 }, since: 2, handled: 2 });
    again.note({ imported: 1, handled: 3, failed: 0 }, { ...mark, uid: 14 });
    await next.end(again, {
      ok: true,
      value: { imported: 1, handled: 3, total: 3, failed: 0, failures: [], cancelled: false, stopped: null },
    });
    expect(items.size).toBe(0);
    expect(await next.cut()).toEqual([]);
  });

  it('and one that goes on without its page is told of only if it does not come to its end', async () => {
    const { open } = book();
    const imports = open();
    const run = imports.begin(order, () => false);
    run.planned(2);
    await run.marked(mark);
    run.note({ imported: 1, handled: 1, failed: 0 }, mark);
    const told: unknown[] = [];
    void imports.cut().then((cuts) => told.push(...cuts));
    await settle();
    expect(told).toEqual([]);
    await imports.end(run, null);
    await settle();
    expect(told).toMatchObject([{ id: 'i', handled: 1, total: 2 }]);
  });

  it('and not at all when nothing was sent', async () => {
    const { items, open } = book();
    const imports = open();
    const run = imports.begin(order, () => true);
    run.planned(3);
    await imports.end(run, { ok: false, error: { code: 'import-no-mail' } });
    expect([items.size, await imports.cut()]).toEqual([0, []]);
  });
});

describe('an import that was cut off', () => {
  it('is told of, is gone on with by its id where it was, and is forgotten when it is through or put aside', async () => {
    const world = createWorld();
    const { client } = await world.openTab();
    await client.signIn(ana);
    await settle();
    const { session } = world;
    const files = [file('One', 'Two', 'Three')];
    session.appendResult = ({ bytes }) =>
      new TextDecoder().decode(bytes).includes('Three')
        ? { ok: false, error: { code: 'offline' } }
        : { ok: true, value: null };
    await client.transfer.importFiles(anaId, INBOX, files, { id: 'i' });
    const known = {
      id: 'i',
      mailbox: INBOX,
      // What carries a file to a worker keeps its name; here it does not.
      files: [{ name: '', size: files[0]?.size }],
      total: 3,
      handled: 2,
      imported: 2,
      failed: 0,
    };
    expect(await client.transfer.cut(anaId)).toEqual({ ok: true, value: [known] });

    session.appendResult = () => ({ ok: true, value: null });
    const result = await client.transfer.importFiles(anaId, INBOX, files, { id: 'i' });
    expect(result).toMatchObject({ ok: true, value: { imported: 1, handled: 3 } });
    // The two that are in were passed over, and only the mark of before was gone on from.
    expect(session.calls.filter((call) => call.startsWith('skip'))).toHaveLength(2);
    expect(session.appended).toHaveLength(3);
    expect(await client.transfer.cut(anaId)).toEqual({ ok: true, value: [] });

    session.appendResult = () => ({ ok: false, error: { code: 'over-quota' } });
    await client.transfer.importFiles(anaId, INBOX, files, { id: 'k' });
    expect(await client.transfer.cut(anaId)).toMatchObject({ value: [{ id: 'k', imported: 0 }] });
    client.transfer.forget(anaId, 'k');
    expect(await client.transfer.cut(anaId)).toEqual({ ok: true, value: [] });
  });

  it('takes the same files, in whatever order they are chosen, and no others', () => {
    const of = [
      { name: 'a.mbox', size: 10 },
      { name: 'b.mbox', size: 20 },
    ];
    expect(filesAgain(of, [...of].reverse())).toEqual(of);
    expect(filesAgain(of, [of[0]!])).toBeNull();
    expect(filesAgain(of, [of[0]!, { name: 'b.mbox', size: 21 }])).toBeNull();
    expect(filesAgain(of, [of[0]!, of[0]!])).toBeNull();
  });
});
