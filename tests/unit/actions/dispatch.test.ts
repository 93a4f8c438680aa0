/** One op where it can be one, long work where it must be: no message is dropped on the way. */
import { describe, expect, it } from 'vitest';
import { ACTIONS, countTargets, type ActionContext } from '../../../lib/actions';
import type { EngineClient } from '../../../lib/engine';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap/types';
import type { Folder, MessageRow, Op, OpInput } from '../../../lib/mail';

const INBOX = toMailboxName('INBOX');
const folder = (name: string, role: Folder['role']): Folder => ({
  name: toMailboxName(name),
  label: name,
  parent: null,
  depth: 0,
  delimiter: '/',
  role,
  selectable: true,
  subscribed: true,
  total: null,
  unseen: null,
});
const rowsOf = (count: number, part: Partial<MessageRow> = {}): MessageRow[] =>
  Array.from({ length: count }, (_, i) => ({ uid: toUid(i + 1), seen: false, ...part }) as MessageRow);

function contextOf(part: Partial<ActionContext>) {
  const ops: OpInput[] = [];
  const engine = {
    dispatch: (input: Omit<OpInput, 'id'>): Op => {
      ops.push({ ...input, id: '1' });
      return { ...input, id: '1' };
    },
  } as unknown as EngineClient;
  const context: ActionContext = {
    engine,
    account: 'a',
    folders: [folder('Archive', 'archive'), folder('Trash', 'trash')],
    mailbox: INBOX,
    uidValidity: 1 as UidValidity,
    readOnly: false,
    targets: [],
    chosen: null,
    ...part,
  };
  return { ops, context };
}

const action = (id: string) => {
  const found = ACTIONS.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

const chosen = { uidValidity: 1 as UidValidity, uids: [[1, 2_000]] as const, count: 1_900, exact: true };

describe('how an action is carried out', () => {
  it('up to five hundred messages are one op', () => {
    const { ops, context } = contextOf({ targets: rowsOf(500) });
    expect(action('archive').perform(context)).toMatchObject({ ok: true, kind: 'op' });
    expect(ops[0]?.uids).toHaveLength(500);
  });

  it('on Gmail archiving is moving to where all mail is kept; another folder of all mail is not taken for it', () => {
    const gmail = contextOf({
      targets: rowsOf(1),
      folders: [folder('[Google Mail]/Alle Nachrichten', 'all')],
    });
    expect(action('archive').perform(gmail.context)).toMatchObject({ ok: true, kind: 'op' });
    expect(gmail.ops[0]?.action).toMatchObject({ to: '[Google Mail]/Alle Nachrichten' });
    const virtual = contextOf({ targets: rowsOf(1), folders: [folder('Virtual/All', 'all')] });
    expect(action('archive').perform(virtual.context)).toMatchObject({
      ok: false,
      error: { code: 'no-archive-folder' },
    });
  });

  it('more of them are long work over exactly these', () => {
    const { ops, context } = contextOf({ targets: rowsOf(501) });
    expect(action('archive').perform(context)).toMatchObject({
      ok: true,
      kind: 'job',
      job: { mailbox: 'INBOX', within: { uids: [[1, 501]] }, action: { kind: 'move', to: 'Archive' } },
    });
    expect(ops).toEqual([]);
  });

  it.each(['archive', 'delete', 'mark-read', 'mark-unread', 'star'])(
    '%s works on a chosen set as long work, whatever the loaded rows are like',
    (id) => {
      const { ops, context } = contextOf({ targets: rowsOf(3), chosen });
      expect(countTargets(context)).toBe(1_900);
      expect(action(id).enabled(context)).toBe(true);
      expect(action(id).perform(context)).toMatchObject({ kind: 'job', job: { within: chosen } });
      expect(ops).toEqual([]);
    },
  );

  it('undelete is there only for what is marked', () => {
    const undelete = action('undelete');
    expect(undelete.enabled(contextOf({ targets: rowsOf(2) }).context)).toBe(false);
    const { ops, context } = contextOf({ targets: rowsOf(2, { deleted: true }) });
    expect(undelete.enabled(context)).toBe(true);
    undelete.perform(context);
    expect(ops[0]?.action).toEqual({ kind: 'flag', flag: '\\Deleted', add: false });
    expect(undelete.enabled({ ...context, readOnly: true })).toBe(false);
  });
});
