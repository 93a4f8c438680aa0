import { describe, expect, it } from 'vitest';
import { leaderLink, type ChannelLike, type ChannelMessage } from '../../../lib/engine/leader';
import type { WorkerLike } from '../../../lib/engine/links';
import type { EngineMessage, PageMessage } from '../../../lib/engine/port';
import type { EngineLink } from '../../../lib/engine/port-like';

/** Tabs of one origin: a channel, a lock and workers that answer every hello with the number of the engine. */
class Origin {
  readonly #channels = new Set<ChannelLike>();
  readonly #queue: { onHeld: () => void }[] = [];
  #held = false;
  engines = 0;

  channel(): ChannelLike {
    const channel: ChannelLike = {
      onmessage: null,
      postMessage: (message) => {
        const copy = structuredClone(message);
        for (const other of this.#channels) {
          if (other !== channel) queueMicrotask(() => other.onmessage?.(eventOf(copy)));
        }
      },
      close: () => void this.#channels.delete(channel),
    };
    this.#channels.add(channel);
    return channel;
  }

  readonly holdLock = (onHeld: () => void): (() => void) => {
    const waiting = { onHeld };
    let mine = false;
    const grant = (): void => {
      mine = true;
      this.#held = true;
      onHeld();
    };
    waiting.onHeld = grant;
    if (this.#held) this.#queue.push(waiting);
    else grant();
    return () => {
      if (!mine) return void this.#queue.splice(this.#queue.indexOf(waiting), 1);
      this.#held = false;
      this.#queue.shift()?.onHeld();
    };
  };

  readonly spawn = (): WorkerLike => {
    const build = `engine ${++this.engines}`;
    return {
      onerror: null,
      terminate: () => undefined,
      postMessage: (_, transfer) => {
        const port = transfer[0] as MessagePort;
        port.onmessage = (event) => {
          const message = event.data as PageMessage;
          if (message.kind === 'hello') port.postMessage({ kind: 'welcome', build, accounts: [] });
          if (message.kind === 'bye') port.close();
        };
      },
    };
  };
}

const eventOf = (data: ChannelMessage): MessageEvent<ChannelMessage> => new MessageEvent('message', { data });

function openTab(
  origin: Origin,
  tab: string,
): { link: EngineLink; welcomes: string[]; arrived(count: number): Promise<void> } {
  const welcomes: string[] = [];
  let wake: (() => void) | null = null;
  const hello: PageMessage = {
    kind: 'hello',
    build: 'b1',
    tab,
    session: 's',
    bridge: '',
    visible: true,
    online: true,
  };
  let link: EngineLink | null = null;
  link = leaderLink(
    { tab, channel: origin.channel(), holdLock: origin.holdLock, spawn: origin.spawn },
    {
      onMessage: (message: EngineMessage) => {
        if (message.kind === 'welcome') welcomes.push(message.build);
        wake?.();
      },
      // The lock may be granted before there is a link; hello is said below then.
      onRestart: () => link?.post(hello),
      onFail: () => undefined,
    },
  );
  link.post(hello);
  return {
    link,
    welcomes,
    arrived: async (count) => {
      while (welcomes.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

describe('one engine without a SharedWorker', () => {
  it('serves every tab from the worker of the one that leads', async () => {
    const origin = new Origin();
    const leader = openTab(origin, 'a');
    await leader.arrived(1);
    const follower = openTab(origin, 'b');
    await follower.arrived(1);
    expect([leader.welcomes, follower.welcomes]).toEqual([['engine 1'], ['engine 1']]);
    expect(origin.engines).toBe(1);
    leader.link.close();
    follower.link.close();
  });

  it('hands over when the leader goes: followers say hello to the next engine', async () => {
    const origin = new Origin();
    const tabs = ['a', 'b', 'c'].map((name) => openTab(origin, name));
    await Promise.all(tabs.map((tab) => tab.arrived(1)));
    tabs[0]?.link.close();
    await Promise.all(tabs.slice(1).map((tab) => tab.arrived(2)));
    expect(tabs.slice(1).map((tab) => tab.welcomes.at(-1))).toEqual(['engine 2', 'engine 2']);
    expect(origin.engines).toBe(2);
    for (const tab of tabs.slice(1)) tab.link.close();
  });

  it('serves a new tab though a hundred have crashed without a word', async () => {
    const origin = new Origin();
    const leader = openTab(origin, 'leader');
    await leader.arrived(1);
    for (let i = 0; i < 100; i += 1) {
      const crashed = openTab(origin, `crashed ${i}`);
      await crashed.arrived(1);
      crashed.link.close();
    }
    const late = openTab(origin, 'late');
    await late.arrived(1);
    expect(late.welcomes).toEqual(['engine 1']);
    leader.link.close();
    late.link.close();
  });
});
