/**
 * Area `scroll`: far places of a long list by the thumb of the scroll bar (`scroll.oldest.*`, until there is text), and the wheel turned
 * fast over rows nobody has seen (`scroll.blank.*`: part of the frames that showed a row without text; `scroll.frame.*`: time between
 * frames; `scroll.script.*`: script a frame, of the way back, on which nobody looks at the rows: looking is script too). `.slow`: the same
 * with the page's processor slowed four times.
 */
import type { Page } from '@playwright/test';
import { figure, median, note, quantile } from './figures';
import { mailboxHash, mailSubject, newestOf, SIZES, type Size } from './mailbox-mails';
import { giveMailbox } from './mailboxes';
import { bareInbox, barePage } from './screens-floor';
import { settledRows } from './screens-reload';
import { seen } from './screens-watch';
import { aboveFloor, slowDown, SLOWER, Times, type World } from './screens-world';

const PAGE = 50;
const NOTCHES = 40;
const NOTCH_PX = 480;
const FRAME_GOAL_MS = 33;
const SCRIPT_GOAL_MS = 2;

export async function benchScroll(world: World, sizes: readonly Size[]): Promise<void> {
  for (const size of sizes) {
    const user = `scroll${size}`;
    await giveMailbox(world.dovecot, user, size);
    await world.warm(user);
    await jumps(world, user, size);
    await wheel(world, user, size, 1);
    await wheel(world, user, size, SLOWER);
  }
}

/** To the oldest messages first, then to places in between that nobody has been to. */
async function jumps(world: World, user: string, size: Size): Promise<void> {
  const count = SIZES[size];
  note(`scroll: ${world.rounds} far places among ${count} messages`);
  const times = new Times();
  const bare = await bareInbox(world.dovecot, user);
  const opened = await world.enterAll(user, newestOf(size));
  const step = Math.floor(count / (world.rounds + 2) / PAGE) * PAGE;
  await world.eachRound(async (round) => {
    // Each round begins a page; the warm-up goes where no round goes.
    const place = round < 0 ? Math.floor(count / 2 / PAGE) * PAGE + PAGE : count - PAGE - round * step;
    times.add(round, 'floor', await barePage(bare, count - place - PAGE + 1));
    for (const [product, { page }] of opened) {
      const shown = seen(page, {
        selector: product.list,
        text: mailSubject(count - 1 - place - PAGE / 2 + 1),
      });
      const asked = await product.jump(page, place + PAGE / 2 - 8);
      times.add(round, product.name, (await shown) - asked);
    }
  });
  await bare.logout();
  for (const { context } of opened.values()) await context.close();
  world.report({ id: `scroll.oldest.${size}`, times, goal: aboveFloor(40), input: mailboxHash(size) });
}

interface Wheeled {
  /** Milliseconds from frame to frame. */
  readonly frames: readonly number[];
  /** Frames in which a row in sight had no text. */
  readonly blank: number;
  /** Milliseconds of script a frame of the way back. */
  readonly script: number;
}

/** `slower`: the page's processor is slowed so many times. */
async function wheel(world: World, user: string, size: Size, slower: number): Promise<void> {
  note(`scroll: the wheel over ${SIZES[size]} messages, ${world.rounds} times, ${slower} times slower`);
  const { context, page } = await world.enter(world.ours, user, newestOf(size));
  const bare = await context.newPage();
  await bare.setContent(
    `<div role="grid" style="height:600px;overflow:auto"><div style="height:${Math.min(SIZES[size] * 40, 15_000_000)}px;background:linear-gradient(#fff,#ccc)"></div></div>`,
  );
  for (const one of [bare, page]) await slowDown(one, slower);
  const ours: Wheeled[] = [];
  const floor: Wheeled[] = [];
  await world.eachRound(async (round) => {
    // Where no round was before, as far as the list goes.
    await world.ours.jump(page, (round + 1) * Math.floor((SIZES[size] / (world.rounds + 2)) * 0.9));
    await settledRows(page);
    await bare.locator('[role=grid]').evaluate((grid) => (grid.scrollTop = 0));
    for (const [target, results] of [
      [bare, floor],
      [page, ours],
    ] as const) {
      await target.bringToFront();
      const result = await wheelOver(target, target === page);
      if (round >= 0) results.push(result);
    }
    await settledRows(page);
  });
  await context.close();
  const input = mailboxHash(size);
  const all = (of: readonly Wheeled[]): number[] => of.flatMap(({ frames }) => [...frames]);
  const share = median(ours.map(({ blank, frames }) => (100 * blank) / frames.length));
  const script = median(ours.map((one) => one.script));
  const slow = quantile(all(ours), 0.95);
  const base = { larger: false, input } as const;
  const under = slower === 1 ? size : `${size}.slow`;
  world.tell(
    figure({
      ...base,
      id: `scroll.blank.${under}`,
      unit: '% of frames',
      ours: share,
      goal: { text: 'rows without text while the wheel turns fast', met: null },
    }),
  );
  world.tell(
    figure({
      ...base,
      id: `scroll.frame.${under}`,
      unit: 'ms',
      ours: slow,
      floor: quantile(all(floor), 0.95),
      goal: {
        text: `95 of 100 frames within ${FRAME_GOAL_MS} ms (longest ${Math.max(...all(ours)).toFixed(0)})`,
        met: slow <= FRAME_GOAL_MS,
      },
    }),
  );
  world.tell(
    figure({
      ...base,
      id: `scroll.script.${under}`,
      unit: 'ms',
      ours: script,
      goal: { text: `at most ${SCRIPT_GOAL_MS} ms of script a frame`, met: script <= SCRIPT_GOAL_MS },
    }),
  );
}

/** Turns the wheel as fast as the browser takes it, while each frame is looked at, and back while they are only counted. */
async function wheelOver(page: Page, hasRows: boolean): Promise<Wheeled> {
  await page.locator('[role=grid]').hover();
  const { frames, blank } = await turn(page, NOTCH_PX, hasRows);
  const back = await turn(page, -NOTCH_PX, false);
  return { frames, blank, script: back.script / back.frames.length };
}

interface Turned {
  readonly frames: readonly number[];
  readonly blank: number;
  /** Milliseconds of script in all. */
  readonly script: number;
}

async function turn(page: Page, px: number, hasRows: boolean): Promise<Turned> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const scriptNow = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0);
  };
  const place = (): Promise<number> => page.locator('[role=grid]').evaluate((grid) => grid.scrollTop);
  const from = await place();
  await page.evaluate(watchFrames, hasRows);
  const before = await scriptNow();
  for (let notch = 0; notch < NOTCHES; notch += 1) await page.mouse.wheel(0, px);
  await standsStill(page);
  const script = (await scriptNow()) - before;
  const { frames, blank } = await page.evaluate(() =>
    (globalThis as unknown as { benchFrames: () => { frames: number[]; blank: number } }).benchFrames(),
  );
  await devtools.detach();
  if ((await place()) === from || frames.length < 2) throw new Error('the wheel moved nothing');
  return { frames, blank, script };
}

/** The wheel's events are answered before what they move has come to rest. */
const standsStill = (page: Page): Promise<void> =>
  page.locator('[role=grid]').evaluate(
    (grid) =>
      new Promise<void>((resolve) => {
        let before = Number.NaN;
        let still = 0;
        const look = (): void => {
          still = grid.scrollTop === before ? still + 1 : 0;
          before = grid.scrollTop;
          if (still >= STILL_FRAMES) resolve();
          else requestAnimationFrame(look);
        };
        const STILL_FRAMES = 6;
        requestAnimationFrame(look);
      }),
  );

/** Runs in the page: looks at every frame until `benchFrames` is called. */
function watchFrames(hasRows: boolean): void {
  const frames: number[] = [];
  let blank = 0;
  let last = 0;
  let running = true;
  const isBlank = (): boolean => {
    const grid = document.querySelector('[role=grid]');
    if (grid === null) return true;
    const box = grid.getBoundingClientRect();
    // One point in four is enough: rows are taller than that.
    for (let y = box.top + 10; y < box.bottom; y += 24) {
      const row = document.elementFromPoint(box.left + box.width / 2, y)?.closest('[role=row]');
      if (!row?.hasAttribute('data-uid')) return true;
    }
    return false;
  };
  const look = (time: number): void => {
    if (!running) return;
    if (last > 0) {
      frames.push(time - last);
      if (hasRows && isBlank()) blank += 1;
    }
    last = time;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  Object.assign(globalThis, {
    benchFrames: () => {
      running = false;
      return { frames, blank };
    },
  });
}
