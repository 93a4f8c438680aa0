/** Area `heap`: memory of the page and of the engine's worker with a mailbox open and scrolled through, garbage collected first. */
import type { Browser, Page } from '@playwright/test';
import { figure, note } from './figures';
import { mailboxHash, newestOf, SIZES, type Size } from './mailbox-mails';
import { giveMailbox } from './mailboxes';
import { settledRows } from './screens-reload';
import type { World } from './screens-world';

const MIB = 1_048_576;
const GOAL_MIB = 150;
/** Places of the list that are gone to before. */
const PLACES = 60;
const WINDOW = 50;

export async function benchHeap(world: World, sizes: readonly Size[]): Promise<void> {
  for (const size of sizes) {
    const user = `heap${size}`;
    const count = SIZES[size];
    await giveMailbox(world.dovecot, user, size);
    await world.warm(user);
    note(`heap: ${count} messages, ${PLACES} places`);
    const { context, page } = await world.enter(world.ours, user, newestOf(size));
    const step = Math.max(1, Math.floor((count - WINDOW) / PLACES));
    for (let at = 0; at < PLACES; at += 1) {
      await world.ours.jump(page, at * step);
      await settledRows(page);
    }
    const ofPage = (await pageHeap(page)) / MIB;
    const ofWorker = (await workerHeap(world.browser)) / MIB;
    await context.close();
    const both = ofPage + ofWorker;
    const facts = { unit: 'MiB', larger: false, input: mailboxHash(size) } as const;
    const none = { text: `after ${PLACES} places of the list`, met: null };
    world.tell(figure({ ...facts, id: `heap.page.${size}`, ours: ofPage, goal: none }));
    world.tell(figure({ ...facts, id: `heap.worker.${size}`, ours: ofWorker, goal: none }));
    world.tell(
      figure({
        ...facts,
        id: `heap.both.${size}`,
        ours: both,
        goal: { text: `page and worker at most ${GOAL_MIB} MiB`, met: both <= GOAL_MIB },
      }),
    );
  }
}

interface HeapUsage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize?: number;
  /** Arrays of octets lie outside the heap of script. */
  readonly backingStorageSize?: number;
}

const sumOf = ({ usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 }: HeapUsage): number =>
  usedSize + embedderHeapUsedSize + backingStorageSize;

async function pageHeap(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const usage: HeapUsage = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return sumOf(usage);
}

/** Of the engine's shared worker, which Playwright shows to nobody: by the DevTools protocol of the browser. */
async function workerHeap(browser: Browser): Promise<number> {
  const devtools = await browser.newBrowserCDPSession();
  const { targetInfos } = await devtools.send('Target.getTargets', { filter: [{ type: 'shared_worker' }] });
  const [worker] = targetInfos;
  if (worker === undefined) throw new Error('there is no shared worker to look into');
  if (targetInfos.length > 1) throw new Error(`${targetInfos.length} shared workers: which is the engine?`);
  const { sessionId } = await devtools.send('Target.attachToTarget', {
    targetId: worker.targetId,
    flatten: false,
  });
  const ask = (id: number, method: string): Promise<HeapUsage> =>
    new Promise((resolve, reject) => {
      devtools.on('Target.receivedMessageFromTarget', ({ message }) => {
        const answer = JSON.parse(message) as {
          id?: number;
          result?: HeapUsage;
          error?: { message: string };
        };
        if (answer.id !== id) return;
        if (answer.result === undefined) reject(new Error(answer.error?.message ?? method));
        else resolve(answer.result);
      });
      void devtools.send('Target.sendMessageToTarget', {
        sessionId,
        message: JSON.stringify({ id, method }),
      });
    });
  await ask(1, 'HeapProfiler.collectGarbage');
  const usage = await ask(2, 'Runtime.getHeapUsage');
  await devtools.detach();
  return sumOf(usage);
}
