/** One deed on messages of several folders. */
import { describe, expect, it } from 'vitest';
import { alike } from '../../../components/search/found-deeds';
import { archive, deleteMessages, star, type ActionContext } from '../../../lib/actions';
import { toMailboxName, type UidValidity } from '../../../lib/imap/types';
import type { ChosenSet, Folder, MessageRow } from '../../../lib/mail/types';

const VALIDITY = 1 as UidValidity;
const folders = [{ name: 'Trash', role: 'trash', selectable: true }] as unknown as readonly Folder[];
const CHOSEN: ChosenSet = { uidValidity: VALIDITY, uids: [[1, 900]], count: 900, exact: true };

const part = (name: string, starred: readonly boolean[], chosen: ChosenSet | null = null): ActionContext =>
  ({
    mailbox: toMailboxName(name),
    uidValidity: VALIDITY,
    folders,
    targets: starred.map((one) => ({ starred: one }) as MessageRow),
    chosen,
  }) as unknown as ActionContext;

const names = (parts: readonly ActionContext[]): readonly string[] => parts.map(({ mailbox }) => mailbox);

describe('what is done to messages of several folders', () => {
  it('deletes nothing for good beside what goes to Trash, and for good what is only there', () => {
    const [inbox, trash] = [part('INBOX', [false]), part('Trash', [false])];
    expect(names(alike(deleteMessages, [inbox, trash]))).toEqual(['INBOX']);
    expect(names(alike(deleteMessages, [trash]))).toEqual(['Trash']);
    expect(names(alike(archive, [inbox, trash]))).toEqual(['INBOX', 'Trash']);
  });

  it('takes stars away only where all have one; of a chosen set, what is not known gets one', () => {
    const [with_, without] = [part('INBOX', [true]), part('Walks', [false])];
    expect(names(alike(star, [with_, without]))).toEqual(['Walks']);
    expect(names(alike(star, [with_, part('Owls', [true])]))).toEqual(['INBOX', 'Owls']);
    const [, chosen] = alike(star, [without, part('Owls', [true, true], CHOSEN)]);
    expect(chosen && star.pressed?.(chosen)).toBe(false);
    expect(chosen?.chosen).toEqual(CHOSEN);
  });
});
