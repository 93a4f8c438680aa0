/** A shared engine that ends under its pages: another one is started, and greeted. */
import { expect, it } from 'vitest';
import { sharedWorkerLink, type SharedWorkerLike } from '../../../lib/engine/links';
import { SILENT_ENGINE_MS } from '../../../lib/engine/limits';
import type { PageMessage } from '../../../lib/engine/port';
import { VirtualClock } from '../../support/session-world';

class FakePort {
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  readonly sent: unknown[] = [];
  isClosed = false;
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
  close(): void {
    this.isClosed = true;
  }
}

function setup(hasLocks = true) {
  const ports: FakePort[] = [];
  const waits: { readonly lock: string; readonly then: () => void; stopped: boolean }[] = [];
  const log: string[] = [];
  const clock = new VirtualClock();
  const link = sharedWorkerLink(
    () => {
      const port = new FakePort();
      ports.push(port);
      return { port, addEventListener: () => undefined } as unknown as SharedWorkerLike;
    },
    hasLocks
      ? (lock, then) => {
          const wait = { lock, then, stopped: false };
          waits.push(wait);
          return () => {
            wait.stopped = true;
          };
        }
      : null,
    {
      onMessage: (message) => log.push(message.kind),
      onRestart: () => log.push('restart'),
      onFail: (detail) => log.push(`fail ${detail}`),
    },
    clock.setTimer,
  );
  const say = (at: number, data: unknown): void => ports[at]?.onmessage?.({ data });
  return { link, ports, waits, log, say, clock };
}

const BYE: PageMessage = { kind: 'bye' };

it('waits for the lock the engine names, and begins anew with another engine when it is free', () => {
  const { link, ports, waits, log, say } = setup();
  expect(waits).toEqual([]);
  // The index of words comes over it.
  expect(link.carriesPorts).toBe(true);
  say(0, { kind: 'engine-life', lock: 'one' });
  say(0, { kind: 'log', level: 'info', text: 'here' });
  expect(log).toEqual(['log']);
  expect(waits.map(({ lock }) => lock)).toEqual(['one']);
  waits[0]?.then();
  expect(log).toEqual(['log', 'restart']);
  expect(ports).toHaveLength(2);
  expect(ports[0]).toMatchObject({ isClosed: true, onmessage: null });
  link.post(BYE);
  expect(ports[1]?.sent).toEqual([BYE]);
  say(1, { kind: 'engine-life', lock: 'two' });
  waits[1]?.then();
  expect(log).toEqual(['log', 'restart', 'restart']);
});

it('waits for nothing after the page let go', () => {
  const { link, ports, waits, say } = setup();
  say(0, { kind: 'engine-life', lock: 'one' });
  link.close();
  expect(waits[0]?.stopped).toBe(true);
  expect(ports[0]?.isClosed).toBe(true);
});

it('does without where there are no locks', () => {
  const { ports, waits, log, say } = setup(false);
  say(0, { kind: 'engine-life', lock: 'one' });
  expect([ports.length, waits.length, log.length]).toEqual([1, 0, 0]);
});

it('joined to a worker that ends, a page asks again until one speaks', async () => {
  const { ports, log, say, clock } = setup();
  await clock.advance(SILENT_ENGINE_MS - 1);
  expect(ports).toHaveLength(1);
  await clock.advance(1);
  expect(ports).toHaveLength(2);
  await clock.advance(SILENT_ENGINE_MS);
  expect(ports).toHaveLength(3);
  expect(log).toEqual(['restart', 'restart']);
  say(2, { kind: 'engine-life', lock: 'three' });
  await clock.advance(10 * SILENT_ENGINE_MS);
  expect(ports).toHaveLength(3);
});
