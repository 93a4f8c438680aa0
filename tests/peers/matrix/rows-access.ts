/** Who may do what, and how much. */
import { expect } from 'vitest';
import * as imap from '../../../lib/imap';
import { row, type Row } from './desk';
import { mails } from './mails';

export const ACCESS_ROWS: readonly Row[] = [
  row('ACL: rights given, seen and taken', ['ACL'], async (desk) => {
    const neighbour = 'bruno';
    const link = await desk.signedIn();
    const folder = await desk.folder(link, 'shared');
    expect([...(await link.run(imap.myRights(folder)))]).toEqual(expect.arrayContaining(['l', 'r', 'a']));
    await link.run(imap.setAcl(folder, neighbour, { mode: 'replace', rights: 'lr' }));
    await link.run(imap.setAcl(folder, neighbour, { mode: 'add', rights: 's' }));
    const rightsOf = async () => new Map(await link.run(imap.getAcl(folder))).get(neighbour);
    expect([...((await rightsOf()) ?? '')].toSorted()).toEqual(['l', 'r', 's']);
    await link.run(imap.setAcl(folder, neighbour, { mode: 'remove', rights: 's' }));
    expect([...((await rightsOf()) ?? '')].toSorted()).toEqual(['l', 'r']);
    const listed = await link.run(imap.listRights(folder, neighbour));
    expect([listed.required, ...listed.optional].join('')).toContain('l');
    await link.run(imap.deleteAcl(folder, neighbour));
    expect(await rightsOf()).toBeUndefined();
  }),

  row('RIGHTS=: the newer rights are known', ['RIGHTS=*', 'ACL'], async (desk) => {
    const link = await desk.signedIn();
    const folder = await desk.folder(link, 'newer');
    const announced = [...desk.listed.ever]
      .find((name) => name.startsWith('RIGHTS='))
      ?.slice(7)
      .toLowerCase();
    const mine = await link.run(imap.myRights(folder));
    expect([...mine]).toEqual(
      expect.arrayContaining([...(announced ?? '?')].filter((right) => 'kxte'.includes(right))),
    );
  }),

  row('QUOTA: how full the account is', ['QUOTA'], async (desk) => {
    const { link } = await desk.opened(mails(2));
    const roots = await link.run(imap.getQuotaRoot('INBOX'));
    if (desk.server.name === 'courier') {
      // Without a limit it names a root and counts nothing.
      expect(roots.every(({ resources }) => resources.every(({ usage }) => usage >= 0))).toBe(true);
    } else {
      const storage = roots.flatMap(({ resources }) => resources).find(({ name }) => name === 'STORAGE');
      expect(storage?.limit).toBeGreaterThan(1_000);
    }
    const root = roots[0]?.root ?? 'ROOT';
    const resources = await link.settle(imap.getQuota(root));
    // Cyrus answers the administrator only.
    if (desk.server.name === 'cyrus') expect(resources).toMatchObject({ ok: false, failure: { kind: 'no' } });
    else expect(resources).toMatchObject({ ok: true });
    if (desk.server.name === 'dovecot')
      expect(resources.ok && resources.value).toContainEqual(expect.objectContaining({ name: 'STORAGE' }));
    // It is not for us to say how much there is.
    expect(await link.settle(imap.setQuota(root, [{ name: 'STORAGE', limit: 1 }]))).toMatchObject({
      ok: false,
    });
  }),
];
