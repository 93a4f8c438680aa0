/** What the server is asked of conversations, and what is made of its answers. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../lib/imap';
import { joinFlight, WireWriter } from '../../../lib/imap/wire/writer';
import { toUid, type CommandOutcome, type FetchItems, type UidValidity } from '../../../lib/imap/types';
import { MAX_RELATED, MAX_RELATED_CLUES } from '../../../lib/session/limits';
import type { Link } from '../../../lib/session/link';
import { findRelated, readClues, type Clues } from '../../../lib/session/tasks/find-related';
import { threadMailbox } from '../../../lib/session/tasks/thread-mailbox';

const uidValidity = 7 as UidValidity;
const ok = (value: unknown): CommandOutcome<unknown> => ({ ok: true, value }) as CommandOutcome<unknown>;

/** A server of these capabilities that gives these answers, one after the other, and remembers what it was asked. */
function linkOf(capabilities: readonly string[], ...answers: readonly CommandOutcome<unknown>[]) {
  const asked: Command<unknown>[] = [];
  const link = {
    selectedInfo: { uidValidity, exists: 9 },
    driver: { has: (name: string) => capabilities.includes(name) },
    run: (command: Command<unknown>) => {
      asked.push(command);
      return Promise.resolve(answers[asked.length - 1]);
    },
  };
  return { link: link as unknown as Link, asked };
}
const row = (uid: number, header: string, more: Partial<FetchItems> = {}) => ({
  seq: uid,
  items: {
    uid: toUid(uid),
    ...more,
    sections: [
      {
        section: 'HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO REFERENCES)',
        origin: null,
        binary: false,
        streamed: false,
        bytes: new TextEncoder().encode(header.replaceAll('\n', '\r\n')),
      },
    ],
  },
});
const forest = (numbers: readonly number[], parents: readonly number[]) =>
  ok({ numbers: Uint32Array.from(numbers), parents: Int32Array.from(parents) });
const none: Clues = { gmailThread: null, thread: null, here: [], named: [] };
/** The command as it is sent. */
function written(command: Command<unknown> | undefined): string {
  const writer = new WireWriter();
  command?.start().write(writer, { tag: 'A1', may: () => true, has: () => true } as never);
  return writer
    .finish('plus')
    .map((flight) => new TextDecoder().decode(joinFlight(flight)))
    .join('');
}

describe('the conversations of a whole mailbox', () => {
  it('are asked for where ties by subject alone are none, and each message is told its root', async () => {
    const { link, asked } = linkOf(
      ['THREAD=REFS', 'THREAD=REFERENCES'],
      forest([9, 4, 6, 2, 3], [-1, 0, 1, -1, 3]),
    );
    expect(await threadMailbox(link)).toEqual({
      ok: true,
      value: {
        uidValidity,
        uids: Uint32Array.of(2, 3, 4, 6, 9),
        roots: Uint32Array.of(2, 2, 9, 9, 9),
        conversations: 2,
      },
    });
    expect(asked.map(({ name }) => name)).toEqual(['UID THREAD']);
  });

  it('hold together without the message that began them', async () => {
    const { link } = linkOf(['THREAD=REFS'], forest([0, 0, 7, 5, 0, 3], [-1, 0, 1, 0, -1, 4]));
    expect(await threadMailbox(link)).toMatchObject({
      value: { uids: Uint32Array.of(3, 5, 7), roots: Uint32Array.of(3, 7, 7), conversations: 2 },
    });
  });

  it('are none of a server that cannot', async () => {
    const { link, asked } = linkOf(['THREAD=ORDEREDSUBJECT']);
    expect(await threadMailbox(link)).toEqual({ ok: true, value: null });
    expect(asked).toEqual([]);
  });

  it.each([
    ['a loop', [1, 2], [1, 0]],
    ['a message of its own', [1, 2], [-1, 1]],
    ['a message named twice', [5, 5], [-1, -1]],
  ] as const)('are not believed with %s', async (_what, numbers, parents) => {
    const { link } = linkOf(['THREAD=REFERENCES'], forest(numbers, parents));
    expect(await threadMailbox(link)).toEqual({ ok: false, error: { code: 'server-protocol' } });
  });
});

describe('what a conversation names', () => {
  it('is read of its messages, folded lines and all, without those that are here', async () => {
    const { link } = linkOf(
      [],
      ok([
        row(1, 'Message-ID: <a@example.org>\n\n'),
        row(
          2,
          'References: <a@example.org>\n <b@example.org>\nMessage-Id: <c@example.org>\nIn-Reply-To: <b@example.org>\n\n',
        ),
      ]),
    );
    expect(await readClues(link, [1, 2].map(toUid))).toEqual({
      ok: true,
      value: { ...none, here: ['a@example.org', 'c@example.org'], named: ['b@example.org'] },
    });
  });

  it('is bounded: how it began, and the latest', async () => {
    const ids = Array.from({ length: 500 }, (_, at) => `<${at}@example.org>`);
    const { link } = linkOf([], ok([row(1, `References: ${ids.join('\n ')}\n\n`)]));
    const clues = await readClues(
      link,
      Array.from({ length: 5_000 }, (_, at) => toUid(at + 1)),
    );
    expect(clues.ok && clues.value.named).toHaveLength(MAX_RELATED_CLUES);
    expect(clues.ok && clues.value.named[0]).toBe('0@example.org');
    expect(clues.ok && clues.value.named.at(-1)).toBe('499@example.org');
  });

  it('is the server’s own name of it where there is one', async () => {
    const { link } = linkOf(['X-GM-EXT-1'], ok([row(1, '', { gmailThreadId: '123' })]));
    expect(await readClues(link, [toUid(1)])).toMatchObject({ value: { gmailThread: '123', thread: null } });
    const objects = linkOf(
      ['OBJECTID'],
      ok([row(1, '', { threadId: null }), row(2, '', { threadId: 'T1' })]),
    );
    expect(await readClues(objects.link, [1, 2].map(toUid))).toMatchObject({ value: { thread: 'T1' } });
  });
});

describe('messages of a conversation elsewhere', () => {
  const clues: Clues = { ...none, here: ['a@example.org'], named: ['b@example.org'] };

  it('are looked for by what they are called and what they name', async () => {
    const { link, asked } = linkOf([], ok({ all: [[4, 5]] }), ok([row(5, ''), row(4, '')]));
    const found = await findRelated(link, clues);
    expect(found.ok && found.value.rows.map(({ uid }) => uid)).toEqual([5, 4]);
    expect(asked.map(({ name }) => name)).toEqual(['UID SEARCH', 'UID FETCH']);
    expect(written(asked[0])).toContain('HEADER Message-ID "<b@example.org>"');
    expect(written(asked[0])).toContain('HEADER References "<a@example.org>"');
  });

  it('are the newest of too many, and none where nothing is found or nothing can be looked for', async () => {
    const many = linkOf([], ok({ all: [[1, 100_000]] }), ok([]));
    expect(await findRelated(many.link, clues)).toMatchObject({ ok: true, value: { isCut: true } });
    expect(written(many.asked[1])).toContain(`${100_000 - MAX_RELATED + 1}:100000`);
    const nobody = linkOf([], ok({ all: [] }));
    expect(await findRelated(nobody.link, clues)).toEqual({
      ok: true,
      value: { uidValidity, rows: [], isCut: false },
    });
    const nothing = linkOf([]);
    expect(await findRelated(nothing.link, none)).toEqual({
      ok: true,
      value: { uidValidity, rows: [], isCut: false },
    });
    expect(nothing.asked).toEqual([]);
  });
});
