/** Many mailboxes asked about in one command, and answers that cannot be relied on. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../lib/imap';
import {
  toMailboxName,
  type CommandOutcome,
  type EsearchResult,
  type MailboxName,
  type UidValidity,
} from '../../../lib/imap/types';
import { parseSearch } from '../../../lib/mail';
import { MAX_FOUND, SEARCH_NAMES } from '../../../lib/session/limits';
import type { Link } from '../../../lib/session/link';
import { findEverywhere } from '../../../lib/session/tasks/find-everywhere';

const { node } = parseSearch('heron', { year: 2026, month: 3, day: 1 });
if (node === null) throw new Error('nothing is looked for');
const search = node;

type Answer = readonly EsearchResult[] | Extract<CommandOutcome<unknown>, { ok: false }>['failure'];

function linkOf(
  capabilities: readonly string[],
  answers: readonly Answer[],
  code: unknown = null,
): { readonly link: Link; readonly asked: string[] } {
  const asked: string[] = [];
  const link = {
    driver: { has: (name: string) => capabilities.includes(name) },
    run: (command: Command<unknown>) => {
      const answer = answers[asked.length] ?? [];
      asked.push(command.name);
      return Promise.resolve(
        'kind' in answer ? { ok: false, failure: answer } : { ok: true, value: answer, code },
      );
    },
  };
  return { link: link as unknown as Link, asked };
}

const FOLDERS = ['INBOX', 'Walks', 'Owls'].map(toMailboxName);
const in_ = (mailbox: string, part: Partial<EsearchResult> = {}): EsearchResult => ({
  tag: 'A1',
  uid: true,
  mailbox: toMailboxName(mailbox),
  uidValidity: 7 as UidValidity,
  all: [[3, 5]],
  ...part,
});
const find = (link: Link, folders: readonly MailboxName[] = FOLDERS) =>
  findEverywhere(link, folders, search, 0);

describe('a search in many mailboxes', () => {
  it('is one command; what is found in each comes newest first, and a mailbox that is not named has nothing', async () => {
    const { link, asked } = linkOf(
      ['MULTISEARCH', 'UIDPLUS'],
      [[in_('Walks'), in_('INBOX', { all: [[1, 1]] }), in_('Owls', { all: [] })]],
    );
    const result = await find(link);
    if (!result.ok || result.value === null) throw new Error('it was not answered');
    expect(asked).toEqual(['ESEARCH']);
    expect([...result.value].map(([name, { uids, exact }]) => [name, [...uids], exact])).toEqual([
      ['Walks', [5, 4, 3], true],
      ['INBOX', [1], true],
    ]);
  });

  it('comes in as many commands as the names of the mailboxes take', async () => {
    const many = Array.from({ length: SEARCH_NAMES * 2 }, (_, i) => toMailboxName(`Box ${i}`));
    const { link, asked } = linkOf(['MULTISEARCH'], [[in_('Box 0')], [], []]);
    const result = await find(link, many);
    expect(result.ok && [...(result.value ?? [])].map(([name]) => name)).toEqual(['Box 0']);
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked.length).toBeLessThan(10);
  });

  it.each<{ what: string; answer: Answer; code?: unknown }>([
    { what: 'a mailbox named twice', answer: [in_('Walks'), in_('Walks')] },
    { what: 'one nobody asked about', answer: [in_('Elsewhere')] },
    { what: 'no mailbox', answer: [{ tag: 'A1', uid: true, all: [[1, 1]] }] },
    {
      what: 'no UIDVALIDITY',
      answer: [{ tag: 'A1', uid: true, mailbox: toMailboxName('Walks'), all: [[1, 1]] }],
    },
    { what: 'sequence numbers', answer: [in_('Walks', { uid: false })] },
    { what: 'messages that cannot be', answer: [in_('Walks', { all: [[0, 4]] })] },
    { what: 'more messages than can be', answer: [in_('Walks', { all: [[1, MAX_FOUND + 1]] })] },
    { what: 'a part only', answer: [in_('Walks')], code: { kind: 'messagelimit', lowestUid: 4 } },
    { what: 'a refusal', answer: { kind: 'bad', code: null, text: 'Unknown command' } },
  ])('is left to each mailbox after $what', async ({ answer, code = null }) => {
    const { link } = linkOf(['MULTISEARCH'], [answer], code);
    expect(await find(link)).toEqual({ ok: true, value: null });
  });

  it('is not asked of a server that does not offer it, and ends with its connection', async () => {
    const without = linkOf(['ESEARCH'], []);
    expect(await find(without.link)).toEqual({ ok: true, value: null });
    expect(without.asked).toEqual([]);
    const { link } = linkOf(
      ['MULTISEARCH'],
      [{ kind: 'closed', reason: { kind: 'eof' } } as unknown as Answer],
    );
    expect(await find(link)).toEqual({ ok: false, error: { code: 'offline' } });
  });
});
