/**
 * Areas `bulk.flag`, `bulk.archive` and `bulk.delete`: everything in a folder selected and acted on by a key, until the screen says that the
 * server has done all of it. The floor is the same batches over a bare connection.
 */
import { note } from './figures';
import { mailboxHash, newestOf, SIZES, type Size } from './mailbox-mails';
import { giveMailbox } from './mailboxes';
import { bareBulk } from './screens-floor';
import { now, seen } from './screens-watch';
import { Times, type Report, type World } from './screens-world';

export type BulkWork = 'flag' | 'archive' | 'delete';

interface Way {
  readonly key: string;
  /** How many of so many messages are changed by it. */
  readonly changed: (count: number) => number;
  readonly told: (changed: string) => string;
  readonly commandOf: (set: string) => string;
  /** What is true of the account afterwards: as many as there were. */
  readonly mailbox: string;
  readonly search: string;
}

const WAYS: Readonly<Record<BulkWork, Way>> = {
  flag: {
    key: 's',
    // One in 31 has its star already (mailbox-mails.ts).
    changed: (count) => count - Math.ceil(count / 31),
    told: (count) => `${count} messages starred`,
    commandOf: (set) => `UID STORE ${set} +FLAGS.SILENT (\\Flagged)`,
    mailbox: 'INBOX',
    search: 'FLAGGED',
  },
  archive: {
    key: 'e',
    changed: (count) => count,
    told: (count) => `${count} messages archived`,
    commandOf: (set) => `UID MOVE ${set} Archive`,
    mailbox: 'Archive',
    search: 'ALL',
  },
  delete: {
    key: '#',
    changed: (count) => count,
    told: (count) => `${count} messages moved to Trash`,
    commandOf: (set) => `UID MOVE ${set} Trash`,
    mailbox: 'Trash',
    search: 'ALL',
  },
};
/** Long work repeats itself: few rounds tell as much, and each takes its time. */
const MOST_ROUNDS = 2;

export async function benchBulk(work: BulkWork, world: World, sizes: readonly Size[]): Promise<void> {
  const way = WAYS[work];
  for (const size of sizes) {
    const count = SIZES[size];
    const rounds = size === '1m' ? 1 : Math.min(MOST_ROUNDS, world.rounds);
    note(`bulk.${work}: ${count} messages, ${rounds} times`);
    const times = new Times();
    for (let round = 0; round < rounds; round += 1) {
      const user = `${work}${size}${round}`;
      await giveMailbox(world.dovecot, `bare${user}`, size);
      times.add(round, 'floor', await bareBulk(world.dovecot, `bare${user}`, count, way.commandOf));
      await giveMailbox(world.dovecot, user, size);
      await world.warm(user);
      times.add(round, world.ours.name, await act(world, way, user, size));
      await assertDone(world, way, user, count);
    }
    world.report({ id: `bulk.${work}.${size}`, times, goal: speedOf(count), input: mailboxHash(size) });
  }
}

const speedOf =
  (count: number): Report['goal'] =>
  (ours) => ({
    text: `no more than the server takes; ${((1_000 * count) / ours).toFixed(0)} messages/s`,
    met: null,
  });

async function act(world: World, way: Way, user: string, size: Size): Promise<number> {
  const [count, changed] = [SIZES[size], way.changed(SIZES[size])].map((one) => one.toLocaleString('en-GB'));
  const { context, page } = await world.enter(world.ours, user, newestOf(size));
  await page.locator('[role=row][tabindex="0"]').focus();
  await page.keyboard.press('*');
  await page.keyboard.press('a');
  await seen(page, { selector: 'h2', text: `${count} messages selected` });
  const asked = now();
  const done = seen(page, { selector: 'body', text: way.told(changed ?? ''), patience: PATIENCE_MS });
  await page.keyboard.press(way.key);
  const taken = (await done) - asked;
  await context.close();
  return taken;
}

const PATIENCE_MS = 150_000;

/** A screen that says so before it is so would be quick. */
async function assertDone(world: World, way: Way, user: string, count: number): Promise<void> {
  const client = await world.dovecot.connect(user);
  await client.select(way.mailbox);
  const found = (await client.search(way.search)).length;
  await client.logout();
  if (found !== count) throw new Error(`${found} of ${count} messages in ${way.mailbox}`);
}
