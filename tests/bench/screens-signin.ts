/**
 * Area `signin`: from the click on "Sign in" to the newest message in the list, and from there to the first message read: `signin.*` and
 * `first.*` at 1,000, 100,000 and 1,000,000 messages. At 1,000 also `.slow`, the page's processor slowed four times, and `.far`, a round
 * trip of 150 ms between the browser and whoever serves it, and between the floor and the mail server.
 */
import { note } from './figures';
import { mailboxHash, newestOf, newestText, SIZES, type Size } from './mailbox-mails';
import { giveMailbox } from './mailboxes';
import { bareOpen, bareSignIn } from './screens-floor';
import { clickedAt, noteClick, seen } from './screens-watch';
import {
  aboveFloor,
  aboveFloorOrQuarter,
  SLOWER,
  Times,
  type Entered,
  type Report,
  type World,
} from './screens-world';
import type { Product } from './screens-products';

/** Of a mailbox this large a message is to be open after the first SELECT (milliseconds). */
const LARGE_FIRST = 100;

/** Milliseconds of a round trip from one continent to another. */
const FAR_MS = 150;
const WITH_CONDITIONS: Size = '1k';

export async function benchSignIn(world: World, sizes: readonly Size[]): Promise<void> {
  for (const size of sizes) {
    const user = `in${size}`;
    await giveMailbox(world.dovecot, user, size);
    await world.warm(user);
    await signIns(world, { user, size, products: world.products });
    if (size !== WITH_CONDITIONS) continue;
    await signIns(world, { user, size, products: world.products, under: 'slow', slower: SLOWER });
    await world.behind(
      () => ({ ms: FAR_MS }),
      (products, port) => signIns(world, { user, size, products, under: 'far', port }),
    );
  }
}

interface SignIns {
  readonly user: string;
  readonly size: Size;
  readonly products: readonly Product[];
  /** What is said of the conditions. */
  readonly under?: 'slow' | 'far';
  readonly slower?: number;
  /** Where the mail server is for the floor. */
  readonly port?: number;
}

async function signIns(world: World, { user, size, products, under, slower, port }: SignIns): Promise<void> {
  const id = under === undefined ? size : `${size}.${under}`;
  note(`signin.${id}: ${SIZES[size]} messages, ${world.rounds} sign-ins each`);
  const entering = new Times();
  const reading = new Times();
  await world.eachRound(async (round) => {
    entering.add(round, 'floor', await bareSignIn(world.dovecot, user, port));
    if (under === undefined)
      reading.add(round, 'floor', await bareOpen(world.dovecot, user, SIZES[size], '1', 10));
    for (const product of products) {
      const entered = await world.enter(product, user, newestOf(size), slower);
      entering.add(round, product.name, entered.taken);
      if (under === undefined) reading.add(round, product.name, await readNewest(product, entered, size));
      await entered.context.close();
    }
  });
  const input = mailboxHash(size);
  world.report({ id: `signin.${id}`, times: entering, goal: aboveFloorOrQuarter, input });
  if (under === undefined)
    world.report({ id: `first.${id}`, times: reading, goal: size === '1m' ? large : aboveFloor(40), input });
}

const large: Report['goal'] = (ours) => ({
  text: `at most ${LARGE_FIRST} ms after the first SELECT`,
  met: ours <= LARGE_FIRST,
});

/** The newest message is one line of text; it stands in its row's preview nowhere. */
async function readNewest(product: Product, { page }: Entered, size: Size): Promise<number> {
  const row = product.row(page, newestOf(size));
  await noteClick(page, '*');
  const shown = seen(page, { selector: 'body', text: newestText(size) });
  await row.click();
  const at = await shown;
  return at - (await clickedAt(page));
}
