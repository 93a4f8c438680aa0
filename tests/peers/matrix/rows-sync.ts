/** What has changed since: CONDSTORE and QRESYNC. */
import { expect } from 'vitest';
import * as imap from '../../../lib/imap';
import { row, type Row } from './desk';
import { mail, mails } from './mails';

export const SYNC_ROWS: readonly Row[] = [
  row(
    'CONDSTORE: only what changed is told, and what changed is not overwritten',
    ['CONDSTORE'],
    async (desk) => {
      const { link, folder } = await desk.opened(mails(3));
      const { highestModSeq } = await link.run(imap.select(folder, { condstore: true }));
      const since = highestModSeq!;
      expect(since).toBeGreaterThan(0n);
      const other = await desk.signedIn();
      await other.run(imap.select(folder));
      await other.run(
        imap.store({ set: [[2, 2]], uid: true, mode: 'add', flags: ['\\Flagged'], silent: true }),
      );
      const changed = await link.run(
        imap.fetch({ set: [[1, Infinity]], uid: true, items: ['flags', 'modseq'], changedSince: since }),
      );
      expect(changed.map(({ items }) => items.uid)).toEqual([2]);
      const modSeq = changed[0]?.items.modSeq ?? (0n as imap.ModSeq);
      expect(modSeq).toBeGreaterThan(since);
      const { modified } = await link.run(
        imap.store({
          set: [[1, 3]],
          uid: true,
          mode: 'add',
          flags: ['$Label1'],
          silent: true,
          unchangedSince: since,
        }),
      );
      expect(modified).toEqual([[2, 2]]);
      const found = await link.run(imap.search({ uid: true, criteria: { kind: 'modseq', since: modSeq } }));
      expect(found.all).toEqual([[1, 3]]);
      expect(found.modSeq).toBeGreaterThanOrEqual(modSeq);
      const looked = await desk.signedIn();
      expect((await looked.run(imap.status(folder, ['highestmodseq']))).highestModSeq).toBeGreaterThanOrEqual(
        modSeq,
      );
    },
  ),

  row('QRESYNC: what came, changed and went while one was away', ['QRESYNC'], async (desk) => {
    const { link, folder } = await desk.opened(mails(5));
    expect(await link.run(imap.enable(['QRESYNC']))).toContain('QRESYNC');
    const before = await link.run(imap.select(folder, { condstore: true }));
    await link.run(desk.has('UNSELECT') ? imap.unselect() : imap.close());
    const other = await desk.signedIn();
    await other.run(imap.select(folder));
    await other.run(
      imap.store({ set: [[1, 1]], uid: true, mode: 'add', flags: ['\\Flagged'], silent: true }),
    );
    await other.run(
      imap.store({ set: [[3, 4]], uid: true, mode: 'add', flags: ['\\Deleted'], silent: true }),
    );
    await other.run(imap.expunge());
    await other.run(imap.append(folder, mail({ id: 6 })));

    const qresync = { uidValidity: before.uidValidity, modSeq: before.highestModSeq! };
    const after = await link.run(imap.select(folder, { qresync: { ...qresync, knownUids: [[1, 5]] } }));
    expect(after.exists).toBe(4);
    expect(imap.intersectNumberSets(after.vanished, [[1, 5]])).toEqual([[3, 4]]);
    const rows = new Map(after.changed.map(({ items }) => [items.uid, items]));
    expect(rows.get(imap.toUid(1))?.flags).toContain('\\Flagged');
    expect(rows.get(imap.toUid(1))?.modSeq).toBeGreaterThan(qresync.modSeq);
    expect(rows.has(imap.toUid(2))).toBe(false);

    // The same by FETCH, in a folder that is open.
    const fetched = await link.run(
      imap.fetchChanges({ set: [[1, Infinity]], items: ['flags'], changedSince: qresync.modSeq }),
    );
    expect(fetched.rows.map(({ items }) => items.uid)).toEqual([1, 6]);
    expect(imap.intersectNumberSets(fetched.vanished, [[1, 5]])).toEqual([[3, 4]]);

    // From now on VANISHED stands for EXPUNGE.
    await link.run(imap.store({ set: [[5, 5]], uid: true, mode: 'add', flags: ['\\Deleted'], silent: true }));
    await link.run(imap.expunge());
    expect(link.news).toContainEqual({ kind: 'vanished', earlier: false, uids: [[5, 5]] });
  }),
];
