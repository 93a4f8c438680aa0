/**
 * Area `signin`: from the click on "Sign in" to the newest message in the list, and from there to the first message read: `signin.*` and
 * `first.*` at 1,000, 100,000 and 1,000,000 messages.
 */
import { note } from './figures';
import { mailboxHash, newestOf, newestText, SIZES, type Size } from './mailbox-mails';
import { giveMailbox } from './mailboxes';
import { bareOpen, bareSignIn } from './screens-floor';
import { clickedAt, noteClick, seen } from './screens-watch';
import {
  aboveFloor,
  aboveFloorOrQuarter,
  Times,
  type Entered,
  type Report,
  type World,
} from './screens-world';
import type { Product } from './screens-products';

/** Of a mailbox this large a message is to be open after the first SELECT (milliseconds). */
const LARGE_FIRST = 100;

export async function benchSignIn(world: World, sizes: readonly Size[]): Promise<void> {
  for (const size of sizes) {
    const user = `in${size}`;
    await giveMailbox(world.dovecot, user, size);
    await world.warm(user);
    note(`signin: ${SIZES[size]} messages, ${world.rounds} sign-ins each`);
    const entering = new Times();
    const reading = new Times();
    await world.eachRound(async (round) => {
      entering.add(round, 'floor', await bareSignIn(world.dovecot, user));
      reading.add(round, 'floor', await bareOpen(world.dovecot, user, SIZES[size], '1', 10));
      for (const product of world.products) {
        const entered = await world.enter(product, user, newestOf(size));
        entering.add(round, product.name, entered.taken);
        reading.add(round, product.name, await readNewest(product, entered, size));
        await entered.context.close();
      }
    });
    const input = mailboxHash(size);
    world.report({ id: `signin.${size}`, times: entering, goal: aboveFloorOrQuarter, input });
    world.report({
      id: `first.${size}`,
      times: reading,
      goal: size === '1m' ? large : aboveFloor(40),
      input,
    });
  }
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
