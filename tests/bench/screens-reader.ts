/** Areas `open` and `live`: an HTML message of 50 kB opened, and new mail without a click. */
import type { Page } from '@playwright/test';
import { message } from '../support/mail-factory';
import { note } from './figures';
import { bareOpen, watchArrival } from './screens-floor';
import { newestSubject, pageEnd, pageMail, pagesHash, pageSubject, SMALL, smallMails } from './screens-mail';
import type { Product } from './screens-products';
import { clickedAt, noteClick, now, seen } from './screens-watch';
import { aboveFloor, Times, WARM_UP, type World } from './screens-world';

const INBOX = 'INBOX';
const IDLE_SETTLE_MS = 300;
const HTML_LEAST = 50_000;

/** From the click on a row to the end of a 50 kB HTML body, not read before by anybody. */
export async function benchOpen(world: World): Promise<void> {
  const user = 'reader';
  note(`open: ${world.rounds} messages of 50 kB opened`);
  await world.dovecot.save(user, INBOX, smallMails(SMALL));
  const perRound = world.products.length + 1;
  const pages = Array.from({ length: (world.rounds + WARM_UP) * perRound }, (_, at) => pageMail(at));
  await world.dovecot.save(user, INBOX, pages);
  await world.warm(user);
  const times = new Times();
  const opened = await world.enterAll(user, pageSubject(pages.length - 1));
  let next = pages.length;
  await world.eachRound(async (round) => {
    next -= 1;
    times.add(round, 'floor', await bareOpen(world.dovecot, user, SMALL + next + 1, '2', HTML_LEAST));
    for (const [product, { page }] of opened) {
      next -= 1;
      times.add(round, product.name, await read(product, page, next));
    }
  });
  for (const { context } of opened.values()) await context.close();
  world.report({ id: 'open.50k', times, goal: aboveFloor(40), input: pagesHash() });
}

/** From the end of a delivery by LMTP to its row on screen; nothing is clicked. Products that poll have no figure. */
export async function benchLive(world: World): Promise<void> {
  const user = 'receiver';
  note(`live: ${world.rounds} deliveries`);
  await world.dovecot.save(user, INBOX, smallMails(SMALL));
  await world.warm(user);
  const live = world.products.filter((product) => !product.polls);
  const opened = await world.enterAll(user, newestSubject(SMALL), live);
  const times = new Times();
  const second = await world.dovecot.connect(user);
  await second.select(INBOX);
  await world.eachRound(async (round) => {
    const subject = `Arrival number ${round + WARM_UP}`;
    await new Promise((resolve) => setTimeout(resolve, IDLE_SETTLE_MS));
    const floor = watchArrival(second);
    const onScreen = [...opened].map(
      async ([product, { page }]) =>
        [product.name, await seen(page, { selector: product.list, text: subject })] as const,
    );
    await new Promise((resolve) => setTimeout(resolve, IDLE_SETTLE_MS));
    await world.dovecot.deliver(user, message(round + WARM_UP, { kind: 'small', subject, date: new Date() }));
    const delivered = now();
    times.add(round, 'floor', (await floor) - delivered);
    for (const [name, at] of await Promise.all(onScreen)) times.add(round, name, at - delivered);
  });
  await second.logout();
  for (const { context } of opened.values()) await context.close();
  world.report({ id: 'live.added', times, goal: aboveFloor(30), input: pagesHash() });
}

async function read(product: Product, page: Page, index: number): Promise<number> {
  const row = product.row(page, pageSubject(index));
  await row.scrollIntoViewIfNeeded();
  await noteClick(page, '*');
  const shown = seen(page, { selector: 'body', text: pageEnd(index) });
  await row.click();
  const at = await shown;
  return at - (await clickedAt(page));
}
