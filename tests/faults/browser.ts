/** The product from the page down to its sessions, one engine at a time over one store: what a browser on somebody's table is. */
import { createEngineClient } from '../../lib/engine';
import { deriveKey } from '../../lib/engine/derive';
import { createEngineHost, type EngineHost } from '../../lib/engine/host';
import type { Transport, TransportHandlers } from '../../lib/net/transport';
import { createSession } from '../../lib/session';
import { createMemoryStore } from '../../lib/store';
import type { SetTimer } from '../support/faults/network';
import { Person } from './person';
import { portPair } from './ports';
import type { Time } from './time';

export interface BrowserOptions {
  readonly time: Time;
  readonly user: string;
  readonly password: string;
  readonly dial: (handlers: TransportHandlers) => Transport;
  /** What the server calls a folder. */
  readonly nameOf: (folder: string) => string;
}

export class Browser {
  /** What was logged as an error. */
  readonly problems: string[] = [];
  readonly #options: BrowserOptions;
  readonly #store = createMemoryStore();
  #host: EngineHost | null = null;
  #isAlive: () => boolean = () => false;
  #tabs = 0;
  readonly #log = (level: string, text: string): void => {
    if (level === 'error') this.problems.push(text);
  };
  /** It ends, and with it engine and pages; the store stays. */
  kill: () => void = () => undefined;

  constructor(options: BrowserOptions) {
    this.#options = options;
  }

  /** A first tab, with an engine behind it that knows nothing but what the store kept. The one before is killed. */
  start(): Promise<Person> {
    this.kill();
    this.#host = this.#engine();
    return this.tab();
  }

  async tab(): Promise<Person> {
    const { time, user, password, nameOf } = this.#options;
    const isAlive = this.#isAlive;
    const pair = portPair(time.changed);
    this.#host?.connect(pair.engine);
    this.#tabs += 1;
    const name = `tab${this.#tabs}`;
    const client = createEngineClient();
    let ids = 0;
    client.start({
      build: 'b1',
      bridge: 'ws://localhost/bridge',
      openTab: () => Promise.resolve(name),
      session: name,
      connect: (handlers) => pair.link(handlers),
      reopened: false,
      vault: null,
      loadConfig: () => Promise.reject(new Error('not here')),
      pageState: () => ({ visible: true, online: true }),
      listen: () => () => undefined,
      schedule: queueMicrotask,
      setTimer: time.setTimer,
      newId: () => `${name}-${(ids += 1)}`,
      log: this.#log,
    });
    const person = new Person({ client, posted: pair.posted, time, user, password, nameOf, isAlive });
    await person.until('the engine is ready', () => client.status === 'ready');
    return person;
  }

  #engine(): EngineHost {
    const { time } = this.#options;
    let alive = true;
    this.#isAlive = () => alive;
    const setTimer: SetTimer = (ms, fn) => time.setTimer(ms, () => (alive ? fn() : undefined));
    const lines = new Set<Transport>();
    this.kill = () => {
      alive = false;
      for (const line of lines) line.close();
    };
    const dial = (handlers: TransportHandlers): Transport => {
      if (!alive) return { send: () => undefined, buffered: 0, close: () => undefined };
      const line = this.#options.dial({
        onOpen: (facts) => (alive ? handlers.onOpen(facts) : undefined),
        onBytes: (bytes) => (alive ? handlers.onBytes(bytes) : undefined),
        onClose: (error) => {
          lines.delete(line);
          if (alive) handlers.onClose(error);
        },
      });
      lines.add(line);
      return line;
    };
    return createEngineHost({
      build: 'b1',
      store: this.#store,
      forgetStrings: () => undefined,
      setTimer,
      now: time.now,
      schedule: queueMicrotask,
      awaitTabEnd: null,
      createSession: ({ listener, view, keeper, visible, online }) =>
        createSession(
          {
            dial: (_target, handlers) => dial(handlers),
            derive: deriveKey,
            random: (bytes) => new Uint8Array(bytes).fill(128),
            now: time.now,
            setTimer,
            transcript: NO_TRANSCRIPT,
            visible,
            online,
            log: this.#log,
          },
          listener,
          view,
          keeper,
        ),
    });
  }
}

const NO_TRANSCRIPT = {
  sent: () => undefined,
  received: () => undefined,
  hide: () => undefined,
  note: () => undefined,
  label: () => undefined,
};
