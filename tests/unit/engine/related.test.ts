/** Messages of a conversation in other mailboxes: known ones, found ones, and what could not be asked. */
import { describe, expect, it } from 'vitest';
import { findRelatedMessages, type RelatedRequest } from '../../../lib/engine/related';
import { toMailboxName, toUid, type FetchItems, type MailboxName, type Uid } from '../../../lib/imap/types';
import { Mailbox, type AppError } from '../../../lib/mail';
import { MAX_MEMBERS } from '../../../lib/session/limits';
import type { Lookup } from '../../../lib/session/lookup';
import { items, validity } from '../mail/support';

const [INBOX, SENT, GARDEN] = ['INBOX', 'Sent', 'Garden'].map(toMailboxName) as [
  MailboxName,
  MailboxName,
  MailboxName,
];

/** Message `uid`, called `id`, an answer to `answers`. */
const mail = (uid: number, id: string, answers: string | null = null): FetchItems => {
  const base = items(uid);
  return {
    ...base,
    envelope: { ...base.envelope!, messageId: `<${id}>`, inReplyTo: answers && `<${answers}>` },
  };
};
function mailbox(...all: readonly FetchItems[]): Mailbox {
  const model = new Mailbox();
  model.opened({ uidValidity: validity, exists: all.length, readOnly: false, resumed: false });
  model.fetched(all.map((one, at) => ({ seq: at + 1, items: one })));
  return model;
}
function lookup(found: readonly FetchItems[] | AppError): {
  readonly lookup: () => Lookup;
  readonly asked: unknown[];
} {
  const asked: unknown[] = [];
  const clues = { gmailThread: null, thread: null, here: ['a'], named: [] };
  const answers: Pick<Lookup, 'clues' | 'related' | 'rows'> = {
    rows: (of, uids) => {
      asked.push(['rows', of.mailbox, ...uids]);
      if ('code' in found) return Promise.resolve({ ok: false, error: found });
      return Promise.resolve({ ok: true, value: found });
    },
    clues: (of, uids, options) => {
      asked.push([of, ...uids, ...(options?.holds === true ? ['holds'] : [])]);
      return Promise.resolve({ ok: true, value: clues });
    },
    related: (of) => {
      asked.push(of);
      if ('code' in found) return Promise.resolve({ ok: false, error: found });
      return Promise.resolve({ ok: true, value: { uidValidity: validity, rows: found, isCut: false } });
    },
  };
  return { lookup: () => answers as Lookup, asked };
}
const signal = new AbortController().signal;
const models = new Map([
  [INBOX, mailbox(mail(1, 'a'), mail(2, 'x'))],
  [GARDEN, mailbox(mail(3, 'b', 'a'), mail(4, 'c', 'y'))],
]);
const ask = (
  server: ReturnType<typeof lookup>,
  folders: readonly MailboxName[],
  uids: readonly Uid[] = [toUid(1)],
) =>
  findRelatedMessages(
    { open: () => models, lookup: server.lookup },
    { mailbox: INBOX, uids, folders },
    signal,
  );

describe('messages of a conversation in other folders', () => {
  it('are those that are known there, and those the server finds', async () => {
    const server = lookup([mail(7, 'd', 'a')]);
    const { messages, asked, error } = await ask(server, [SENT, INBOX, SENT]);
    expect(messages.map(({ mailbox: of, row }) => [of, row.uid])).toEqual([
      [GARDEN, 3],
      [SENT, 7],
    ]);
    expect(asked).toEqual([SENT]);
    expect(error).toBeNull();
    expect(server.asked).toEqual([[INBOX, 1], SENT]);
  });

  it('are the known ones where the server cannot be asked, and that is said', async () => {
    const { messages, error } = await ask(lookup({ code: 'offline' }), [SENT]);
    expect(messages.map(({ row }) => row.uid)).toEqual([3]);
    expect(error).toEqual({ code: 'offline' });
  });

  it('ask nobody where there is nowhere to look', async () => {
    const server = lookup([]);
    expect(await ask(server, [])).toMatchObject({ asked: [], error: null });
    expect(server.asked).toEqual([]);
    expect((await ask(server, [], [toUid(2)])).messages).toEqual([]);
  });

  describe('in its own folder', () => {
    const own = (server: ReturnType<typeof lookup>, request: Partial<RelatedRequest>) =>
      findRelatedMessages(
        { open: () => models, lookup: server.lookup },
        { mailbox: INBOX, uids: [toUid(1)], folders: [], ...request },
        signal,
      );

    it('are looked for only when that is asked, without those that are given, and what is done next waits for it', async () => {
      const server = lookup([mail(1, 'a'), mail(9, 'd', 'a')]);
      const found = await own(server, { own: { kind: 'search' }, holds: true });
      expect(found.messages.map(({ mailbox: of, row }) => [of, row.uid])).toEqual([
        [GARDEN, 3],
        [INBOX, 9],
      ]);
      expect(found.own).toBe('whole');
      expect(server.asked).toEqual([[INBOX, 1, 'holds'], INBOX]);
    });

    it('are read by their names where the server named them before, and nothing is searched', async () => {
      const server = lookup([mail(8, 'h')]);
      const found = await own(server, { own: { kind: 'known', uids: [toUid(8)] } });
      expect(found.messages.map(({ row }) => row.uid)).toEqual([3, 8]);
      expect(found.own).toBe('whole');
      expect(server.asked).toEqual([['rows', INBOX, 8]]);
    });

    it('are not all of it where that cannot be asked, or there are more', async () => {
      const away = await own(lookup({ code: 'offline' }), { own: { kind: 'search' } });
      expect(away).toMatchObject({ own: 'unknown', error: { code: 'offline' } });
      const many = Array.from({ length: MAX_MEMBERS + 1 }, (_, at) => toUid(at + 10));
      const server = lookup([]);
      expect((await own(server, { own: { kind: 'known', uids: many } })).own).toBe('cut');
      expect((server.asked[0] as unknown[]).length - 2).toBe(MAX_MEMBERS);
    });
  });
});
