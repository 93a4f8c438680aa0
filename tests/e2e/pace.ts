import type { BrowserContext, Page } from '@playwright/test';

/**
 * Another machine than this one, to find what only holds at this one's pace. `PACE` names one or several, with commas:
 * `slow` gives pages a quarter of the processor, `far` lets every answer of the network take its time, `uneven` (or `uneven:7`
 * for other whims) lets frames, timers and messages of other threads come late, in their order.
 */
const PACES = (process.env['PACE'] ?? '').split(',').filter((pace) => pace !== '');
const SLOWER = 4;
const LATENCY_MS = 250;

export async function keepPace(context: BrowserContext): Promise<void> {
  const uneven = PACES.find((pace) => pace.startsWith('uneven'));
  if (uneven !== undefined) await context.addInitScript(makeUneven, Number(uneven.split(':')[1] ?? '1'));
  if (PACES.includes('slow') || PACES.includes('far'))
    context.on('page', (page) => void slowDown(context, page));
}

async function slowDown(context: BrowserContext, page: Page): Promise<void> {
  try {
    const session = await context.newCDPSession(page);
    if (PACES.includes('slow')) await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    if (!PACES.includes('far')) return;
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: LATENCY_MS,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
  } catch (error) {
    if (!page.isClosed()) throw error;
  }
}

/** In the page. Time is cut into stretches; what falls into one comes as late as that stretch says, never before what was due earlier. */
function makeUneven(seed: number): void {
  const STRETCH_MS = 130;
  const LATE_MS = 120;
  const realTimeout = window.setTimeout.bind(window);
  const realFrame = window.requestAnimationFrame.bind(window);
  // A test may let the page's clock stand still.
  const realNow = performance.now.bind(performance);

  const lateness = (stretch: number): number => {
    let mixed = Math.imul(stretch ^ Math.imul(seed, 0x9e3779b1), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    const share = ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
    return share < 0.5 ? 0 : share * LATE_MS;
  };
  const lateAt = (due: number): number => {
    const stretch = Math.floor(due / STRETCH_MS);
    const before = stretch * STRETCH_MS - 1 + lateness(stretch - 1);
    return Math.max(due + lateness(stretch), before);
  };
  const delay = (wanted: number): number => {
    const now = realNow();
    return Math.max(0, lateAt(now + wanted) - now);
  };

  const timeout = (act: TimerHandler, ms = 0, ...rest: readonly unknown[]): number =>
    realTimeout(act, delay(ms), ...rest);
  Object.assign(window, { setTimeout: timeout });

  // A late frame runs all that waits for it.
  let waiting = new Map<number, FrameRequestCallback>();
  let last = 0;
  const draw = (at: number): void => {
    const due = waiting;
    waiting = new Map();
    for (const [id, act] of due) if (!cancelled.delete(id)) act(at);
    cancelled.clear();
  };
  const cancelled = new Set<number>();
  window.requestAnimationFrame = (act) => {
    last += 1;
    if (waiting.size === 0) realTimeout(() => realFrame(draw), delay(0));
    waiting.set(last, act);
    return last;
  };
  window.cancelAnimationFrame = (id) => {
    if (!waiting.delete(id)) cancelled.add(id);
  };

  // What other threads say.
  for (const proto of [MessagePort.prototype, Worker.prototype]) {
    const real = Object.getOwnPropertyDescriptor(proto, 'onmessage');
    if (real === undefined) continue;
    Object.defineProperty(proto, 'onmessage', {
      configurable: true,
      get() {
        return real.get?.call(this);
      },
      set(handler: ((event: MessageEvent) => void) | null) {
        const queue: MessageEvent[] = [];
        const next = (): void => {
          const event = queue.shift();
          if (event !== undefined && real.get?.call(this) === late) handler?.call(this, event);
        };
        const late = (event: MessageEvent): void => {
          const ms = delay(0);
          if (ms < 1 && queue.length === 0) handler?.call(this, event);
          else {
            queue.push(event);
            realTimeout(next, ms);
          }
        };
        real.set?.call(this, handler === null ? null : late);
      },
    });
  }
}
