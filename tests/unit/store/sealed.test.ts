/** What lies on disk of an account that is not to outlive the browser session. */
import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toUid } from '../../../lib/imap';
import { accountName, createSealer, type DiskParts, type Sealer } from '../../../lib/store';
import {
  account,
  detail,
  dump,
  INBOX,
  keyOf,
  newFactory,
  row,
  saveOf,
  startDisk,
  structureOf,
  useIndexedDb,
} from './support';

useIndexedDb();

const newSealer = async (): Promise<Sealer> => {
  const key = await webcrypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  return createSealer(key, webcrypto as Crypto);
};
const sealedBy = (sealer: Sealer): Partial<DiskParts> => ({ sealer: () => Promise.resolve(sealer) });

const draft = {
  to: 'ben@example.org',
  subject: 'Quarter figures',
  text: 'The body says 4711',
  password: 'hunter2hunter2',
  parts: [new TextEncoder().encode('attachment octets')],
  modSeq: 5n,
  at: new Map([[1, new Set(['x'])]]),
  missing: undefined,
  words: Uint32Array.of(1, 2),
};
const SECRETS = [
  'ben@',
  'ana@',
  'example.org',
  'Quarter',
  '4711',
  'hunter2',
  'attachment octets',
  'Body of',
  'Mail 1',
];

const fill = async ({ store }: ReturnType<typeof startDisk>): Promise<void> => {
  store.saveMailbox(keyOf(), saveOf([1, 2], [row(1), row(2, { subject: 'Quarter figures' })]));
  store.saveFolders(account, { entries: [{ name: INBOX, delimiter: '/', attributes: [] }], statuses: [] });
  store.putDetail(keyOf(), detail(1), false);
  store.putStructures(keyOf(), [[toUid(1), structureOf(1)]]);
  await store.putItem(account, 'draft', { id: 'one', value: draft });
  await store.putItem(account, 'outbox', { id: 'two', value: draft });
  await store.settled();
};

describe('an account that is not kept', () => {
  it('leaves nothing readable on disk, and its drafts to the next session', async () => {
    const factory = newFactory();
    const sealer = await newSealer();
    const disk = startDisk(factory, sealedBy(sealer));
    await disk.store.openAccount(account, false);
    await fill(disk);
    expect(await disk.store.mailbox(account, INBOX)).not.toBeNull();
    const found = await dump(factory);
    for (const secret of SECRETS) expect(found).not.toContain(secret);
    expect(found).toContain('two');
    const next = startDisk(factory, sealedBy(sealer));
    await next.store.openAccount(account, false);
    expect(await next.store.items(account, 'draft')).toEqual([{ id: 'one', value: draft }]);
    expect(await next.store.mailbox(account, INBOX)).toBeNull();
    expect([...disk.troubles, ...next.troubles]).toEqual([]);
  });

  it('keeps the order of what is put and dropped, however long sealing takes', async () => {
    const sealer = await newSealer();
    let waits = 3;
    const slow: Sealer = {
      open: (box) => sealer.open(box),
      seal: async (plain) => {
        waits -= 1;
        for (let turn = 0; turn < waits * 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        return sealer.seal(plain);
      },
    };
    const { store } = startDisk(newFactory(), sealedBy(slow));
    await store.openAccount(account, false);
    await Promise.all([
      store.putItem(account, 'outbox', { id: 'a', value: 1 }),
      store.putItem(account, 'outbox', { id: 'a', value: 2 }),
      store.putItem(account, 'outbox', { id: 'b', value: 3 }),
      store.dropItem(account, 'outbox', 'b'),
    ]);
    expect(await store.items(account, 'outbox')).toEqual([{ id: 'a', value: 2 }]);
  });

  it('seals what was kept in clear when the device is no longer one’s own, attachments too', async () => {
    const factory = newFactory();
    const sealer = await newSealer();
    const disk = startDisk(factory, sealedBy(sealer));
    await disk.store.openAccount(account, true);
    await fill(disk);
    expect(await dump(factory)).toContain('attachment octets');
    await disk.store.openAccount(account, false);
    await disk.store.settled();
    const found = await dump(factory);
    for (const secret of SECRETS) expect(found).not.toContain(secret);
    expect(await disk.store.items(account, 'draft')).toEqual([{ id: 'one', value: draft }]);
    expect(await disk.store.facts(account)).toMatchObject({ onDisk: false, outbox: 1, drafts: 1, sealed: 0 });
  });

  it('keeps all in memory where nothing can be sealed, and says so', async () => {
    const disk = startDisk();
    await disk.store.openAccount(account, false);
    await fill(disk);
    expect(await disk.factory.databases()).toEqual([]);
    expect(disk.troubles).toEqual(['store-items-memory']);
    expect(await disk.store.items(account, 'draft')).toEqual([{ id: 'one', value: draft }]);
  });

  it('says that drafts are there which its key does not open, and leaves them alone', async () => {
    const factory = newFactory();
    const [first, second] = [await newSealer(), await newSealer()];
    const disk = startDisk(factory, sealedBy(first));
    await disk.store.openAccount(account, false);
    await fill(disk);
    const stranger = startDisk(factory, sealedBy(second));
    await stranger.store.openAccount(account, false);
    expect(await stranger.store.items(account, 'draft')).toEqual([]);
    expect(stranger.troubles).toEqual(['store-items-sealed']);
    await stranger.store.putItem(account, 'draft', { id: 'three', value: 1 });
    const back = startDisk(factory, sealedBy(first));
    await back.store.openAccount(account, false);
    expect((await back.store.items(account, 'draft')).map((item) => item.id)).toEqual(['one']);
  });

  it('takes mail off the disk that an earlier session kept there, and seals its drafts', async () => {
    const factory = newFactory();
    const before = startDisk(factory);
    await before.store.openAccount(account, true);
    await fill(before);
    expect(await dump(factory)).toContain('Quarter');
    const sealer = await newSealer();
    const disk = startDisk(factory, sealedBy(sealer));
    await disk.store.openAccount(account, false);
    await disk.store.settled();
    const found = await dump(factory);
    for (const secret of SECRETS) expect(found).not.toContain(secret);
    expect(await disk.store.items(account, 'outbox')).toEqual([{ id: 'two', value: draft }]);
    const kept = startDisk(factory, sealedBy(sealer));
    await kept.store.openAccount(account, true);
    expect(await kept.store.items(account, 'draft')).toEqual([{ id: 'one', value: draft }]);
    expect(await dump(factory)).toContain('4711');
  });

  it('takes all of it off the disk where nothing can be sealed any more, and loses no draft', async () => {
    const factory = newFactory();
    const before = startDisk(factory);
    await before.store.openAccount(account, true);
    await fill(before);
    const disk = startDisk(factory);
    await disk.store.openAccount(account, false);
    await disk.store.settled();
    const found = await dump(factory);
    for (const secret of SECRETS) expect(found).not.toContain(secret);
    expect(await disk.store.items(account, 'draft')).toEqual([{ id: 'one', value: draft }]);
  });

  it('refuses to seal what is no plain data', async () => {
    const disk = startDisk(newFactory(), sealedBy(await newSealer()));
    await disk.store.openAccount(account, false);
    const put = disk.store.putItem(account, 'draft', { id: 'f', value: { run: () => 1 } });
    await expect(put).rejects.toMatchObject({ code: 'store-item-unsupported' });
  });
});

describe('a key that becomes another one', () => {
  const start = async (factory: IDBFactory, sealer: Sealer, open: boolean) => {
    const disk = startDisk(factory, sealedBy(sealer));
    if (open) await disk.store.openAccount(account, false);
    return disk;
  };

  it.each([
    ['of an account that is open', true],
    ['of an account nobody opened', false],
  ])('%s: what waits is sealed anew, in its order', async (_, open) => {
    const factory = newFactory();
    const [before, now] = [await newSealer(), await newSealer()];
    const first = await start(factory, before, true);
    for (const id of ['a', 'b', 'c']) await first.store.putItem(account, 'outbox', { id, value: draft });
    await first.store.putItem(account, 'draft', { id: 'd', value: draft });
    const disk = open ? first : await start(factory, now, false);
    await disk.store.reseal(accountName(account), before, now);
    if (open) await disk.store.putItem(account, 'outbox', { id: 'later', value: 1 });
    const next = await start(factory, now, true);
    const ids = (await next.store.items(account, 'outbox')).map((item) => item.id);
    expect(ids).toEqual(open ? ['a', 'b', 'c', 'later'] : ['a', 'b', 'c']);
    expect(await next.store.items(account, 'draft')).toEqual([{ id: 'd', value: draft }]);
    expect(next.troubles).toEqual([]);
    const late = await start(factory, before, true);
    expect(await late.store.items(account, 'draft')).toEqual([]);
    const found = await dump(factory);
    for (const secret of SECRETS) expect(found).not.toContain(secret);
  });

  it('needs no key of before where the account is open: the bridge may have let it expire', async () => {
    const factory = newFactory();
    const [before, now] = [await newSealer(), await newSealer()];
    const disk = await start(factory, before, true);
    await disk.store.putItem(account, 'outbox', { id: 'a', value: draft });
    await disk.store.reseal(accountName(account), null, now);
    const next = await start(factory, now, true);
    expect(await next.store.items(account, 'outbox')).toEqual([{ id: 'a', value: draft }]);
  });

  it('makes no database of an account that has none, and leaves alone what nothing opens', async () => {
    const factory = newFactory();
    const [one, two, three] = [await newSealer(), await newSealer(), await newSealer()];
    const disk = await start(factory, one, false);
    await disk.store.reseal(accountName(account), one, two);
    expect(await factory.databases()).toEqual([]);
    await (await start(factory, one, true)).store.putItem(account, 'outbox', { id: 'a', value: 1 });
    await (await start(factory, two, false)).store.reseal(accountName(account), two, three);
    const back = await start(factory, one, true);
    expect(await back.store.items(account, 'outbox')).toEqual([{ id: 'a', value: 1 }]);
  });
});

describe('an account that signs out', () => {
  it('leaves no database behind', async () => {
    const disk = startDisk();
    await disk.store.openAccount(account, true);
    await fill(disk);
    await disk.store.dropAccount(account);
    expect(await disk.factory.databases()).toEqual([]);
    expect(disk.troubles).toEqual([]);
  });
});
