import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap';
import {
  adjustFolders,
  buildFolders,
  canUndo,
  describeOp,
  FolderCounts,
  inverseOp,
  makeOp,
  type OpAction,
} from '../../../lib/mail';
import { INBOX, op, row, validity } from './support';

const trash = toMailboxName('Trash');

describe('FolderCounts', () => {
  it('follows what happens in an open mailbox', () => {
    const counts = new FolderCounts();
    counts.status(INBOX, { messages: 10, unseen: 3, uidNext: toUid(11) }, false);
    counts.opened(INBOX, 10, 11);
    expect(counts.rowLoaded(INBOX, row(10))).toEqual({ isNew: false, changed: false });
    counts.exists(INBOX, 11);
    expect(counts.rowLoaded(INBOX, row(11))).toEqual({ isNew: true, changed: true });
    expect(counts.rowLoaded(INBOX, row(11))).toEqual({ isNew: false, changed: false });
    expect(counts.of(INBOX)).toEqual({ total: 11, unseen: 4 });
    counts.rowChanged(INBOX, row(11), row(11, { seen: true }));
    counts.rowRemoved(INBOX, row(10));
    counts.exists(INBOX, 10);
    expect(counts.of(INBOX)).toEqual({ total: 10, unseen: 2 });
  });

  it('lets STATUS correct unseen but not the total of an open mailbox', () => {
    const counts = new FolderCounts();
    counts.opened(INBOX, 5, 6);
    expect(counts.status(INBOX, { messages: 4, unseen: 4 }, true)).toBe(true);
    expect(counts.of(INBOX)).toEqual({ total: 5, unseen: 4 });
  });

  it('never goes below zero, and adds moved messages to a folder it knows', () => {
    const counts = new FolderCounts();
    counts.status(trash, { messages: 1, unseen: 0 }, false);
    counts.rowRemoved(trash, row(1));
    expect(counts.of(trash).unseen).toBe(0);
    expect(counts.movedIn(trash, 2, 1, [])).toBe(true);
    expect(counts.of(trash)).toEqual({ total: 3, unseen: 1 });
    expect(counts.movedIn(INBOX, 2, 1, [])).toBe(false);
  });

  it('does not add what a STATUS has counted before the move was told done', () => {
    const counts = new FolderCounts();
    counts.status(trash, { messages: 3, unseen: 1, uidNext: toUid(9) }, false);
    expect(counts.movedIn(trash, 2, 1, [toUid(7), toUid(8)])).toBe(false);
    expect(counts.of(trash)).toEqual({ total: 3, unseen: 1 });
    expect(counts.movedIn(trash, 2, 1, [toUid(9), toUid(10)])).toBe(true);
    expect(counts.of(trash)).toEqual({ total: 5, unseen: 2 });
  });

  it('adds the page deltas to folders', () => {
    const folders = buildFolders(
      [
        { name: INBOX, delimiter: '/', attributes: [] },
        { name: trash, delimiter: '/', attributes: [] },
      ],
      new Map([[INBOX, { messages: 5, unseen: 2 }]]),
    );
    const adjusted = adjustFolders(folders, new Map([[INBOX, { total: -1, unseen: -5 }]]));
    expect(adjusted[0]).toMatchObject({ total: 4, unseen: 0 });
    expect(adjusted[1]).toBe(folders[1]);
    expect(adjustFolders(folders, new Map())).toBe(folders);
  });
});

describe('ops', () => {
  const move: OpAction = { kind: 'move', to: trash, purpose: 'trash' };

  it('names only the messages it changes, once', () => {
    const rows = new Map([row(1, { seen: true }), row(2)].map((known) => [known.uid, known]));
    const input = op('1', { kind: 'flag', flag: '\\Seen', add: true }, 1, 2, 2, 3);
    expect(makeOp(input, (uid) => rows.get(uid)).uids).toEqual([2, 3]);
    expect(makeOp({ ...input, action: move }, (uid) => rows.get(uid)).uids).toEqual([1, 2, 3]);
  });

  it('drops none, however many', () => {
    const uids = Array.from({ length: 12_000 }, (_, i) => i + 1);
    expect(makeOp(op('1', move, ...uids), () => undefined).uids).toHaveLength(12_000);
  });

  it('takes the mark of deletion away from those that have it, and gives it back', () => {
    const rows = new Map([row(1, { deleted: true }), row(2)].map((known) => [known.uid, known]));
    const undelete = op('1', { kind: 'flag', flag: '\\Deleted', add: false }, 1, 2);
    const made = makeOp(undelete, (uid) => rows.get(uid));
    expect(made.uids).toEqual([1]);
    expect(describeOp(made).key).toBe('undelete');
    expect(inverseOp(made, [], validity)).toMatchObject({ action: { flag: '\\Deleted', add: true } });
    expect(canUndo(made, { kind: 'done', moved: [] })).toBe(true);
  });

  it('inverts a move by the new UIDs, and nothing that cannot be inverted', () => {
    const moved = [[toUid(5), toUid(50)]] as const;
    expect(inverseOp(op('1', move, 5), moved, 9 as UidValidity)).toMatchObject({
      id: '1:undo',
      mailbox: trash,
      uidValidity: 9,
      uids: [50],
      action: { kind: 'move', to: INBOX },
    });
    expect(inverseOp(op('1', move, 5), [], validity)).toBeNull();
    expect(inverseOp(op('1', { kind: 'expunge' }, 5), [], validity)).toBeNull();
  });

  it('says what can be undone', () => {
    expect(canUndo(op('1', move, 5), { kind: 'queued' })).toBe(true);
    expect(canUndo(op('1', move, 5), { kind: 'done', moved: [] })).toBe(false);
    expect(canUndo(op('1', move, 5), { kind: 'done', moved: [[toUid(5), toUid(6)]] })).toBe(true);
    expect(canUndo(op('1', { kind: 'expunge' }, 5), { kind: 'done', moved: [] })).toBe(false);
    expect(canUndo(op('1', move, 5), { kind: 'cancelled' })).toBe(false);
  });

  it('describes itself', () => {
    expect(describeOp(op('1', { kind: 'flag', flag: '\\Flagged', add: false }, 5, 6))).toEqual({
      key: 'unstar',
      count: 2,
      mailbox: null,
    });
    expect(describeOp(op('1', move, 5))).toEqual({ key: 'trash', count: 1, mailbox: trash });
  });
});
