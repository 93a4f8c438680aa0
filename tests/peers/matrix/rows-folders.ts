/** Folders: made, named, listed, counted, opened, left. */
import { expect } from 'vitest';
import * as imap from '../../../lib/imap';
import { row, type Row } from './desk';
import { bytesOf, mail, mails } from './mails';

const namesIn = (entries: readonly imap.ListEntry[]): readonly string[] => entries.map(({ name }) => name);
const BASE: readonly imap.StatusItem[] = ['messages', 'unseen', 'uidnext', 'uidvalidity', 'recent'];

export const FOLDER_ROWS: readonly Row[] = [
  row('CREATE, RENAME, DELETE: any letters, each seen in LIST', [], async (desk) => {
    const link = await desk.signedIn();
    const first = await desk.folder(link, 'Año & más 日本');
    const listed = async () => namesIn((await link.run(imap.list())).entries);
    expect(await listed()).toContain(first);
    const again = await link.settle(imap.create(first));
    expect(again).toMatchObject({ ok: false, failure: { kind: 'no' } });
    const second = desk.name('Renamed (so)');
    await link.run(imap.rename(first, second));
    expect(await listed()).toContain(second);
    expect(await listed()).not.toContain(first);
    await link.run(imap.deleteMailbox(second));
    expect(await listed()).not.toContain(second);
    const gone = await link.settle(imap.select(second));
    expect(gone).toMatchObject({ ok: false, failure: { kind: 'no' } });
  }),

  row('LIST: by level, by prefix, by name', [], async (desk) => {
    const link = await desk.signedIn();
    const outer = await desk.folder(link, 'outer');
    const inner = desk.inside(outer, 'inner');
    await link.run(imap.create(inner));
    const ask = async (pattern: imap.ListPattern) =>
      namesIn((await link.run(imap.list({ patterns: [pattern] }))).entries);
    expect(await ask('*')).toEqual(expect.arrayContaining(['INBOX', outer, inner]));
    expect(await ask('%')).not.toContain(inner);
    expect(await ask({ prefix: outer, wildcard: '*' })).toEqual(expect.arrayContaining([outer, inner]));
    expect(await ask({ prefix: inner, wildcard: '' })).toEqual([inner]);
    const { entries } = await link.run(imap.list({ patterns: [{ prefix: inner, wildcard: '' }] }));
    expect(inner.slice(outer.length, outer.length + 1)).toBe(entries[0]?.delimiter);
  }),

  row('SUBSCRIBE, UNSUBSCRIBE, LSUB', [], async (desk) => {
    const link = await desk.signedIn();
    const folder = await desk.folder(link, 'followed');
    const subscribed = async () => namesIn(await link.run(imap.lsub()));
    await link.run(imap.subscribe(folder));
    expect(await subscribed()).toContain(folder);
    await link.run(imap.unsubscribe(folder));
    expect(await subscribed()).not.toContain(folder);
  }),

  row('NAMESPACE: where own folders begin', ['NAMESPACE'], async (desk) => {
    const link = await desk.signedIn();
    const { personal } = await link.run(imap.namespace());
    expect(personal).toHaveLength(1);
    const { prefix, delimiter } = personal[0] ?? { prefix: '?', delimiter: null };
    expect(['', `INBOX${delimiter}`]).toContain(prefix);
    const { entries } = await link.run(imap.list());
    expect(entries.map((entry) => entry.delimiter)).toContain(delimiter);
  }),

  row('STATUS: counters of a folder that is not open', [], async (desk) => {
    const link = await desk.signedIn();
    const folder = await desk.folder(link, 'counted', mails(3));
    const counted = await link.run(imap.status(folder, BASE));
    expect(counted).toMatchObject({ messages: 3, unseen: 3, uidNext: 4 });
    expect(counted.uidValidity).toBeGreaterThan(0);
    expect(counted.recent).toBeGreaterThanOrEqual(0);
    const { uidValidity } = await link.run(imap.select(folder));
    expect(uidValidity).toBe(counted.uidValidity);
  }),

  row('SELECT and EXAMINE: to change and to look only', [], async (desk) => {
    const { link, folder } = await desk.opened(mails(2));
    const written = await link.run(imap.select(folder));
    expect(written).toMatchObject({ exists: 2, readOnly: false });
    expect(written.permanentFlags.map((flag) => flag.toLowerCase())).toEqual(
      expect.arrayContaining(['\\seen', '\\flagged', '\\deleted', '\\*']),
    );
    const looked = await link.run(imap.examine(folder));
    expect(looked).toMatchObject({ exists: 2, readOnly: true, uidValidity: written.uidValidity });
    // Opening a folder that is not there leaves none open.
    await link.settle(imap.select(desk.name('nowhere')));
    expect(link.connection.state).toBe('authenticated');
  }),

  row('CHECK and CLOSE: what is marked deleted goes without a word', [], async (desk) => {
    const { link, folder } = await desk.opened(mails(3));
    await link.run(imap.store({ set: [[2, 2]], uid: true, mode: 'add', flags: ['\\Deleted'], silent: true }));
    await link.run(imap.check());
    await link.run(imap.close());
    expect(link.connection.state).toBe('authenticated');
    expect(link.news.filter(({ kind }) => kind === 'expunge')).toEqual([]);
    expect((await link.run(imap.select(folder))).exists).toBe(2);
  }),

  row('UNSELECT: what is marked deleted stays', ['UNSELECT'], async (desk) => {
    const { link, folder } = await desk.opened(mails(2));
    await link.run(imap.store({ set: [[1, 1]], uid: true, mode: 'add', flags: ['\\Deleted'], silent: true }));
    await link.run(imap.unselect());
    expect(link.connection.state).toBe('authenticated');
    expect((await link.run(imap.select(folder))).exists).toBe(2);
  }),

  row('CHILDREN: which folders have any inside', ['CHILDREN'], async (desk) => {
    const link = await desk.signedIn();
    const outer = await desk.folder(link, 'parent');
    await link.run(imap.create(desk.inside(outer, 'child')));
    const alone = await desk.folder(link, 'alone');
    const { entries } = await link.run(imap.list(desk.has('LIST-EXTENDED') ? { return: ['children'] } : {}));
    const attributes = new Map(entries.map((entry) => [entry.name, entry.attributes]));
    expect(attributes.get(outer)).toContain('\\haschildren');
    expect(attributes.get(alone)).toContain('\\hasnochildren');
  }),

  row(
    'LIST-EXTENDED: what is subscribed, and what has such a folder below it',
    ['LIST-EXTENDED'],
    async (desk) => {
      const link = await desk.signedIn();
      const outer = await desk.folder(link, 'above');
      const inner = desk.inside(outer, 'below');
      await link.run(imap.create(inner));
      await link.run(imap.unsubscribe(outer));
      await link.run(imap.subscribe(inner));
      const both: readonly imap.ListPattern[] = [
        { prefix: outer, wildcard: '' },
        { prefix: inner, wildcard: '' },
      ];
      const all = await link.run(imap.list({ patterns: both, return: ['subscribed', 'children'] }));
      expect(namesIn(all.entries).toSorted()).toEqual([outer, inner].toSorted());
      const attributes = new Map(all.entries.map((entry) => [entry.name, entry.attributes]));
      expect(attributes.get(inner)).toContain('\\subscribed');
      expect(attributes.get(outer)).not.toContain('\\subscribed');
      const chosen = await link.run(
        imap.list({ patterns: [{ prefix: outer, wildcard: '' }], select: ['subscribed', 'recursivematch'] }),
      );
      expect(chosen.entries).toMatchObject([{ name: outer, childInfo: ['subscribed'] }]);
      await link.run(imap.unsubscribe(inner));
    },
  ),

  row('LIST-STATUS: counters of every folder in one answer', ['LIST-STATUS'], async (desk) => {
    const link = await desk.signedIn();
    const folder = await desk.folder(link, 'many', mails(2));
    const { statusByMailbox } = await link.run(imap.list({ status: ['messages', 'unseen', 'uidnext'] }));
    expect(statusByMailbox.get(folder)).toMatchObject({ messages: 2, unseen: 2, uidNext: 3 });
    expect(statusByMailbox.get(imap.toMailboxName('INBOX'))?.messages).toBeGreaterThanOrEqual(0);
  }),

  row('LIST-MYRIGHTS: rights on every folder in one answer', ['LIST-MYRIGHTS'], async (desk) => {
    const link = await desk.signedIn();
    const folder = await desk.folder(link, 'mine');
    const { rightsByMailbox } = await link.run(imap.list({ myRights: true }));
    expect([...(rightsByMailbox.get(folder) ?? '')]).toEqual(expect.arrayContaining(['l', 'r', 's', 'a']));
  }),

  row('LIST-METADATA: notes of every folder in one answer', ['LIST-METADATA'], async (desk) => {
    const link = await desk.signedIn();
    const folder = await desk.folder(link, 'noted');
    await link.run(imap.setMetadata(folder, new Map([['/private/comment', 'here']])));
    const { metadataByMailbox } = await link.run(imap.list({ metadata: ['/private/comment'] }));
    expect(metadataByMailbox.get(folder)?.get('/private/comment')).toBe('here');
  }),

  row('SPECIAL-USE: which folder is for what', ['SPECIAL-USE'], async (desk) => {
    const link = await desk.signedIn();
    const { entries } = await link.run(imap.list({ return: ['special-use'] }));
    const uses = entries.flatMap(({ attributes }) => attributes);
    expect(uses).toEqual(expect.arrayContaining(['\\drafts', '\\sent', '\\trash', '\\archive']));
    const chosen = await link.run(imap.list({ select: ['special-use'], return: ['special-use'] }));
    expect(namesIn(chosen.entries)).toContain('Sent');
    expect(namesIn(chosen.entries)).not.toContain('INBOX');
  }),

  row('CREATE-SPECIAL-USE: a new folder for something', ['CREATE-SPECIAL-USE'], async (desk) => {
    const link = await desk.signedIn();
    const folder = desk.name('spam');
    await link.run(imap.create(folder, ['\\Junk']));
    const { entries } = await link.run(imap.list({ return: ['special-use'] }));
    expect(entries.find(({ name }) => name === folder)?.attributes).toContain('\\junk');
    expect(await link.settle(imap.create(desk.name('bogus'), ['\\Unheard-of']))).toMatchObject({ ok: false });
  }),

  row('XLIST: the same before there was an RFC', ['XLIST'], async (desk) => {
    const link = await desk.signedIn();
    const entries = await link.run(imap.xlist());
    expect(entries.find(({ name }) => name === 'Sent')?.attributes).toContain('\\sent');
  }),

  row('STATUS=SIZE: octets of a folder', ['STATUS=SIZE'], async (desk) => {
    const link = await desk.signedIn();
    const one = mail({ id: 1 });
    const folder = await desk.folder(link, 'weighed', [one, one]);
    expect((await link.run(imap.status(folder, ['size']))).size).toBe(2 * one.length);
  }),

  row('APPENDLIMIT: how large a mail may be', ['APPENDLIMIT*'], async (desk) => {
    const link = await desk.signedIn();
    const told = link.connection.capabilities.limit('APPENDLIMIT');
    if (told !== null) {
      expect(told).toBeGreaterThan(1_000_000);
    } else {
      const folder = await desk.folder(link, 'limited');
      const { appendLimit } = await link.run(imap.status(folder, ['appendlimit']));
      expect(appendLimit).toBeGreaterThan(1_000_000);
    }
  }),

  row('METADATA: notes on a folder and on the server', ['METADATA'], async (desk) => {
    const link = await desk.signedIn();
    const folder = await desk.folder(link, 'annotated');
    const note = 'für "mich"\r\nallein';
    await link.run(imap.setMetadata(folder, new Map([['/private/comment', note]])));
    const read = () => link.run(imap.getMetadata(folder, ['/private/comment']));
    expect((await read()).get('/private/comment')).toBe(note);
    await link.run(imap.setMetadata(folder, new Map([['/private/comment', null]])));
    expect((await read()).get('/private/comment') ?? null).toBeNull();
    expect(
      await link.run(imap.getMetadata('', ['/shared/comment'], { depth: '1', maxSize: 100 })),
    ).toBeInstanceOf(Map);
  }),

  row('NOTIFY: of other folders than the open one', ['NOTIFY'], async (desk) => {
    const { link, folder } = await desk.opened();
    const elsewhere = await desk.folder(link, 'elsewhere');
    const events = ['MessageNew', 'MessageExpunge', 'FlagChange'] as const;
    await link.run(
      imap.notify([
        { mailboxes: 'SELECTED-DELAYED', events },
        { mailboxes: 'PERSONAL', events: [...events, 'MailboxName'] },
      ]),
    );
    const other = await desk.signedIn();
    await other.run(imap.append(elsewhere, mail({ id: 1 })));
    await other.run(imap.append(folder, mail({ id: 2 })));
    const made = await desk.folder(other, 'made meanwhile');
    await link.until('the counters', () =>
      link.news.some((event) => event.kind === 'status' && event.mailbox === elsewhere),
    );
    await link.until('the folder', () =>
      link.news.some((event) => event.kind === 'list' && event.entry.name === made),
    );
    // What happens in the open one waits for a command, as without NOTIFY.
    await link.run(imap.noop());
    expect(link.news).toContainEqual({ kind: 'exists', count: 1 });
    await link.run(imap.notify([]));
  }),

  row('IDLE: what happens is told while one waits', ['IDLE'], async (desk) => {
    const { link, folder } = await desk.opened(mails(2));
    const waiting = link.settle(imap.idle());
    await link.until('+', () => link.connection.idle);
    const other = await desk.signedIn();
    await other.run(imap.select(folder));
    await other.run(imap.append(folder, bytesOf('Subject: new\r\n\r\nNew\r\n')));
    await link.until('the mail', () =>
      link.news.some((event) => event.kind === 'exists' && event.count === 3),
    );
    await other.run(
      imap.store({ set: [[1, 1]], uid: false, mode: 'add', flags: ['\\Flagged'], silent: true }),
    );
    await link.until('the star', () =>
      link.news.some((event) => event.kind === 'fetch' && event.items.flags?.includes('\\Flagged') === true),
    );
    link.stopIdle();
    expect(await waiting).toMatchObject({ ok: true });
    await link.run(imap.noop());
  }),
];
