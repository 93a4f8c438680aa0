import { describe, expect, it } from 'vitest';
import { choiceOfAccount, connectionsOf, groupsOf } from '../../../components/console/connection-choice';
import { accountKey, folderKey, railLines, treeLines } from '../../../components/folders/tree-lines';
import { digestOf } from '../../../components/folders/use-closed-lines';
import { formatPlace, parsePlace } from '../../../components/shell/place';
import type { AccountSnapshot } from '../../../lib/engine';
import { toMailboxName, toUid } from '../../../lib/imap/types';
import { buildFolders } from '../../../lib/mail';

const account = (user: string): AccountSnapshot => ({
  account: `default:${user}`,
  user,
  serverName: 'mail.example.org',
  connection: { kind: 'live', roundTripMs: 3, queued: 0 },
  folders: [],
  quota: null,
  sealed: null,
  work: { ops: [], jobs: [] },
  kept: false,
  storage: [],
});

const names = ['INBOX', 'Archive', 'Work', 'Work/Plans'];
const folders = buildFolders(
  names.map((name) => ({ name: toMailboxName(name), delimiter: '/', attributes: [] })),
  new Map(),
);
const ana = { account: account('ana@example.org'), folders };
const ben = { account: account('ben@example.com'), folders };

const drawn = (lines: ReturnType<typeof treeLines>) =>
  lines.map(
    (line) =>
      `${line.kind === 'account' ? line.account.user : line.folder.label} ${
        line.kind === 'account' ? 1 : line.level
      }`,
  );

describe('the lines of the folder tree', () => {
  it('of one account have no head, as if there were no accounts at all', () => {
    const lines = treeLines([ana], new Set([accountKey(ana.account.account)]));
    expect(drawn(lines)).toEqual(['INBOX 1', 'Archive 1', 'Work 1', 'Plans 2']);
    expect(lines[0]?.parentKey).toBeNull();
  });

  it('in the rail are accounts, what is at the top, and the open one; nothing folds there', () => {
    const plans = folderKey(ben.account.account, toMailboxName('Work/Plans'));
    const rail = railLines(treeLines([ana, ben], new Set()), plans);
    expect(drawn(rail)).toEqual([
      'ana@example.org 1',
      'INBOX 2',
      'Archive 2',
      'Work 2',
      'ben@example.com 1',
      'INBOX 2',
      'Archive 2',
      'Work 2',
      'Plans 3',
    ]);
    expect(rail.some((line) => line.kind === 'folder' && line.hasChildren)).toBe(false);
  });

  it('of several accounts stand under their heads; a folded one hides its own only', () => {
    const all = treeLines([ana, ben], new Set());
    expect(drawn(all)).toEqual([
      'ana@example.org 1',
      'INBOX 2',
      'Archive 2',
      'Work 2',
      'Plans 3',
      'ben@example.com 1',
      'INBOX 2',
      'Archive 2',
      'Work 2',
      'Plans 3',
    ]);
    expect(all[1]?.parentKey).toBe(accountKey(ana.account.account));
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    const work = folderKey(ben.account.account, toMailboxName('Work'));
    const some = treeLines([ana, ben], new Set([accountKey(ana.account.account), work]));
    expect(drawn(some)).toEqual(['ana@example.org 1', 'ben@example.com 1', 'INBOX 2', 'Archive 2', 'Work 2']);
  });

  it('whose folders are not known yet are a head alone', () => {
    const lines = treeLines([ana, { ...ben, folders: [] }], new Set());
    expect(lines.at(-1)).toMatchObject({ kind: 'account', loading: true, position: 2, setSize: 2 });
  });

  it('that are folded are kept without the address in clear', () => {
    const digest = digestOf(accountKey(ana.account.account));
    expect(digest).toMatch(/^[0-9a-z]{1,7}$/);
    expect(digest).not.toBe(digestOf(accountKey(ben.account.account)));
  });
});

describe('the place in the address', () => {
  it('names an account and a folder; one without an account is as good as before', () => {
    const place = {
      account: 'default:ana+list@example.org',
      mailbox: toMailboxName('Work/Plans & more'),
      uid: toUid(7),
    };
    expect(parsePlace(formatPlace(place))).toEqual(place);
    expect(parsePlace('#f=INBOX&u=3')).toEqual({
      account: null,
      mailbox: toMailboxName('INBOX'),
      uid: toUid(3),
    });
  });
});

describe('the connections the protocol drawer offers', () => {
  const connection = (id: string, user: string | null) => ({
    id,
    name: id,
    hint: '',
    account: user === null ? '' : `default:${user}`,
    user,
  });
  const all = [connection('1', 'ana'), connection('2', 'ben'), connection('3', 'ana')];

  it('are grouped by account, and one choice names all of an account', () => {
    expect(groupsOf(all).map(({ user, connections }) => [user, connections.map(({ id }) => id)])).toEqual([
      ['ana', ['1', '3']],
      ['ben', ['2']],
    ]);
    expect(connectionsOf(all, choiceOfAccount('default:ana'))).toEqual(new Set(['1', '3']));
    expect(connectionsOf(all, '2')).toEqual(new Set(['2']));
    expect(connectionsOf(all, null)).toBeNull();
  });
});
