/** The lines that the fault tests break: in memory, and over TCP. What is asked of them is the same. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Network, type NetworkLine, type Side } from '../../support/faults/network';
import { startFaultProxy, type FaultProxy } from '../../support/faults/proxy';
import { VirtualTime } from '../../faults/time';

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

class Ends {
  readonly got: Record<Side, string[]> = { client: [], server: [] };
  ended: string | null = null;
  readonly line: NetworkLine | null;

  constructor(network: Network) {
    this.line = network.connect({
      arrive: (from, bytes) => void this.got[from].push(new TextDecoder().decode(bytes)),
      end: (how) => {
        this.ended = how;
      },
    });
  }

  say(from: Side, text: string): void {
    this.line?.send(from, octets(text));
  }

  from(side: Side): string {
    return this.got[side].join('');
  }
}

describe('a network in virtual time', () => {
  it('lets everything through at once where nothing is asked of it', () => {
    const ends = new Ends(new Network(new VirtualTime().setTimer));
    ends.say('client', 'one');
    ends.say('server', 'two');
    expect(ends.got).toEqual({ client: ['one'], server: ['two'] });
  });

  it.each([0, 1, 4, 5, 6])('ends a line after %i octets of one side, over all lines', (after) => {
    const network = new Network(new VirtualTime().setTimer);
    const first = new Ends(network);
    const second = new Ends(network);
    let cuts = 0;
    network.onCut = () => (cuts += 1);
    network.arm({ side: 'server', after, how: 'reset' });
    first.say('client', 'not counted');
    first.say('server', 'four');
    second.say('server', 'more');
    second.say('server', 'last');
    expect(first.from('server')).toBe('four'.slice(0, after));
    expect(second.from('server')).toBe(after === 0 ? '' : 'morelast'.slice(0, after <= 4 ? 8 : after - 4));
    expect([first.ended, second.ended]).toEqual(
      after === 0 ? ['reset', 'reset'] : after <= 4 ? ['reset', null] : [null, 'reset'],
    );
    expect(cuts).toBe(1);
  });

  it('takes all lines at once, or leaves one silent that nobody is told of', () => {
    const network = new Network(new VirtualTime().setTimer);
    const first = new Ends(network);
    const second = new Ends(network);
    network.arm({ side: 'client', after: 2, how: 'silence' });
    first.say('client', 'abc');
    first.say('server', 'never');
    expect(first.got).toEqual({ client: ['ab'], server: [] });
    expect(first.ended).toBeNull();
    expect(first.line?.closed()).toBe(false);
    network.arm({ side: 'client', after: 1, how: 'close', all: true });
    const third = new Ends(network);
    second.say('client', 'x');
    expect([second.ended, third.ended]).toEqual(['close', 'close']);
    expect(network.open).toBe(0);
  });

  it('slices, delays and throttles in order', async () => {
    const time = new VirtualTime();
    const network = new Network(time.setTimer);
    network.faults = { slice: 2, delay: 10, rate: 1_000 };
    const ends = new Ends(network);
    ends.say('server', 'abcde');
    expect(ends.line?.waiting('server')).toBe(5);
    await time.pass(12);
    expect(ends.got.server).toEqual(['ab']);
    await time.pass(12);
    expect(ends.got.server).toEqual(['ab', 'cd']);
    await time.pass(11);
    expect(ends.got.server).toEqual(['ab', 'cd', 'e']);
    expect(ends.line?.waiting('server')).toBe(0);
  });

  it('holds and lets go, refuses, and stops where a gate says so', () => {
    const network = new Network(new VirtualTime().setTimer);
    const ends = new Ends(network);
    network.hold();
    ends.say('client', 'a');
    expect(ends.from('client')).toBe('');
    network.resume();
    expect(ends.from('client')).toBe('a');
    network.gate = (_from, bytes) => bytes[0] === 0x62;
    ends.say('client', 'b');
    ends.say('client', 'c');
    expect(ends.from('client')).toBe('a');
    network.gate = null;
    network.resume();
    expect(ends.from('client')).toBe('abc');
    network.refuse();
    expect(ends.ended).toBe('reset');
    expect(new Ends(network).line).toBeNull();
    expect(network.total).toBe(2);
  });
});

describe('a proxy of TCP', () => {
  const opened: { server: Server; proxy: FaultProxy }[] = [];
  afterEach(async () => {
    for (const { server, proxy } of opened.splice(0)) {
      await proxy.close();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  /** Behind it somebody says `greeting`, and then everything back. */
  async function echo(greeting: string): Promise<{ proxy: FaultProxy; dial: () => Promise<Far> }> {
    const heard: string[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk: Buffer) => {
        heard.push(chunk.toString());
        socket.write(chunk);
      });
      if (greeting !== '') socket.write(greeting);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const proxy = await startFaultProxy(typeof address === 'object' && address !== null ? address.port : 0);
    opened.push({ server, proxy });
    return { proxy, dial: async () => Far.dial(proxy.port) };
  }

  it.each([1, 5, 11])('lets %i octets of the server through and closes the line', async (after) => {
    const { proxy, dial } = await echo('hello world');
    proxy.network.arm({ side: 'server', after, how: 'close' });
    const far = await dial();
    await far.over;
    expect(far.got).toBe('hello world'.slice(0, after));
    expect(proxy.network.open).toBe(0);
  });

  it('resets a line: what arrived last may be lost with it, and nothing comes after', async () => {
    const { proxy, dial } = await echo('hello world');
    proxy.network.arm({ side: 'server', after: 5, how: 'reset' });
    const far = await dial();
    await far.over;
    expect('hello').toContain(far.got);
    expect(proxy.network.passed.server).toBe(5);
  });

  it('closes in order, slices, and counts what passed', async () => {
    const { proxy, dial } = await echo('');
    proxy.network.faults = { slice: 3 };
    const seen: number[] = [];
    proxy.network.tap = (from, bytes) => void (from === 'server' ? seen.push(bytes.length) : undefined);
    proxy.network.arm({ side: 'server', after: 7, how: 'close' });
    const far = await dial();
    far.socket.write('0123456789');
    await far.over;
    expect(far.got).toBe('0123456');
    expect(seen).toEqual([3, 3, 1]);
    expect(proxy.network.passed.server).toBe(7);
  });

  it('falls silent without a word to either side', async () => {
    const { proxy, dial } = await echo('');
    const far = await dial();
    proxy.network.arm({ side: 'client', after: 2, how: 'silence' });
    far.socket.write('ab');
    far.socket.write('cd');
    // Another line lives meanwhile: by its answer the first would have had its own.
    const other = await dial();
    other.socket.write('alive');
    await other.until('alive');
    expect(far.got).toBe('');
    expect(far.isOver).toBe(false);
    far.socket.destroy();
    other.socket.destroy();
  });
});

class Far {
  got = '';
  isOver = false;
  readonly over: Promise<void>;
  readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => (this.got += chunk.toString()));
    socket.on('error', () => socket.destroy());
    this.over = new Promise((resolve) => {
      socket.once('close', () => {
        this.isOver = true;
        resolve();
      });
    });
  }

  static async dial(port: number): Promise<Far> {
    const socket = connect({ host: '127.0.0.1', port });
    const far = new Far(socket);
    await once(socket, 'connect');
    return far;
  }

  async until(text: string): Promise<void> {
    while (this.got !== text) await once(this.socket, 'data');
  }
}
