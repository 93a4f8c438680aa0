import { describe, expect, it, vi } from 'vitest';
import { Updates } from '../../../lib/offline';

const HOUR = 60 * 60_000;

/** A worker that names its build and does as it is told. */
class FakeWorker extends EventTarget {
  state = 'installed';
  readonly told: string[] = [];
  constructor(
    readonly build: string,
    readonly onTakeOver: () => void = () => undefined,
  ) {
    super();
  }
  postMessage(message: { readonly kind: string }, [port]: readonly MessagePort[]): void {
    this.told.push(message.kind);
    if (message.kind === 'which-build') port?.postMessage(this.build);
    else this.onTakeOver();
  }
}

class FakeRegistration extends EventTarget {
  readonly scope = 'https://mail.example.org/';
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  active: FakeWorker | null = null;
  readonly update = vi.fn(() => Promise.resolve());
}

function world({ known = true, wanted = true, page = 'b1' } = {}) {
  const registration = new FakeRegistration();
  const container = Object.assign(new EventTarget(), {
    controller: {} as object | null,
    getRegistration: () => Promise.resolve(known ? registration : undefined),
    register: vi.fn(() => Promise.resolve(registration)),
  });
  const timers: { readonly at: number; readonly fn: () => void }[] = [];
  const clock = { now: 0 };
  let look = (): void => undefined;
  const reload = vi.fn();
  const asked = vi.fn(() => Promise.resolve(wanted));
  const updates = new Updates({
    container: container as unknown as ServiceWorkerContainer,
    url: 'https://mail.example.org/sw.js',
    scope: '/',
    build: page,
    wanted: asked,
    now: () => clock.now,
    setTimer: (ms, fn) => {
      const timer = { at: clock.now + ms, fn };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    onVisible: (act) => {
      look = act;
      return () => undefined;
    },
    isVisible: () => true,
    reload,
  });
  const found = vi.fn();
  updates.subscribe(found);
  const pass = (ms: number): void => {
    clock.now += ms;
    for (const timer of timers.filter(({ at }) => at <= clock.now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.fn();
    }
  };
  return { updates, registration, container, reload, asked, found, pass, look: () => look() };
}

/** However busy the machine is. */
const until = (isSo: () => void): Promise<void> => vi.waitFor(isSo, { timeout: 30_000, interval: 5 });

/** Messages between ports take turns of their own. */
const settled = (): Promise<void> =>
  vi.waitFor(() => undefined).then(() => new Promise((r) => setImmediate(r)));

describe('newer versions', () => {
  it('are told of once they are whole, and come only when the person says so', async () => {
    const { updates, registration, container, reload, found } = world();
    registration.active = new FakeWorker('b1');
    updates.start();
    await until(() => expect(registration.active?.told).toEqual(['which-build']));
    expect(found).not.toHaveBeenCalled();

    const next = new FakeWorker('b2', () => container.dispatchEvent(new Event('controllerchange')));
    registration.installing = next;
    registration.dispatchEvent(new Event('updatefound'));
    registration.waiting = next;
    next.dispatchEvent(new Event('statechange'));
    await until(() => expect(found).toHaveBeenCalledTimes(1));
    expect(updates.found).toBe(true);
    expect(next.told).toEqual(['which-build']);
    expect(reload).not.toHaveBeenCalled();

    await updates.apply();
    expect(next.told).toEqual(['which-build', 'take-over']);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('of the page’s own build take over unasked and unsaid: the page came from the network', async () => {
    const { updates, registration, found } = world({ page: 'b2' });
    registration.active = new FakeWorker('b1');
    registration.waiting = new FakeWorker('b2');
    updates.start();
    await until(() => expect(registration.waiting?.told).toEqual(['which-build', 'take-over']));
    expect(found).not.toHaveBeenCalled();
  });

  it('are told of in the other tabs too, where another one took it over', async () => {
    const { updates, registration, found, reload } = world();
    registration.active = new FakeWorker('b2');
    updates.start();
    await until(() => expect(found).toHaveBeenCalledTimes(1));
    expect(reload).not.toHaveBeenCalled();
    await updates.apply();
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('reload all the same when the newer worker does not take over in time', async () => {
    const { updates, registration, reload, pass } = world();
    registration.active = new FakeWorker('b1');
    registration.waiting = new FakeWorker('b2');
    updates.start();
    await until(() => expect(updates.found).toBe(true));
    const done = updates.apply();
    pass(3_000);
    await done;
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('are asked for hourly, and at a glance that is not the next one', async () => {
    const { updates, registration, pass, look } = world();
    registration.active = new FakeWorker('b1');
    updates.start();
    await until(() => expect(registration.active?.told).toEqual(['which-build']));
    await settled();
    look();
    pass(5 * 60_000);
    expect(registration.update).not.toHaveBeenCalled();
    look();
    look();
    expect(registration.update).toHaveBeenCalledTimes(1);
    pass(HOUR);
    expect(registration.update).toHaveBeenCalledTimes(2);
    pass(HOUR);
    expect(registration.update).toHaveBeenCalledTimes(3);
  });
});

describe('registering', () => {
  it('asks the server first, and not at all where it wants none', async () => {
    const refused = world({ known: false, wanted: false });
    refused.updates.start();
    await until(() => expect(refused.asked).toHaveBeenCalledTimes(1));
    await settled();
    expect(refused.container.register).not.toHaveBeenCalled();

    const wanted = world({ known: false });
    wanted.updates.start();
    wanted.updates.start();
    await until(() => expect(wanted.container.register).toHaveBeenCalledTimes(1));
    expect(wanted.container.register).toHaveBeenCalledWith('https://mail.example.org/sw.js', {
      scope: '/',
      updateViaCache: 'none',
    });
  });

  it('is ended at once where there is one that the server no longer wants, and left in peace by a server that is away', async () => {
    const retired = world({ wanted: false });
    retired.registration.active = new FakeWorker('b1');
    retired.updates.start();
    await until(() => expect(retired.registration.update).toHaveBeenCalledTimes(1));
    await settled();
    expect(retired.registration.active.told).toEqual([]);

    const away = world();
    away.registration.active = new FakeWorker('b1');
    away.asked.mockRejectedValueOnce(new Error('no answer'));
    away.updates.start();
    await until(() => expect(away.registration.active?.told).toEqual(['which-build']));
    expect(away.registration.update).not.toHaveBeenCalled();
  });

  it('is tried again when the server could not be asked', async () => {
    const { updates, asked, container, pass } = world({ known: false });
    asked.mockRejectedValueOnce(new Error('no answer'));
    updates.start();
    await until(() => expect(asked).toHaveBeenCalledTimes(1));
    await settled();
    expect(container.register).not.toHaveBeenCalled();
    pass(5 * 60_000);
    await until(() => expect(container.register).toHaveBeenCalledTimes(1));
  });
});
