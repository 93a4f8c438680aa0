/** Area `bridge`: what our tunnel adds to a direct TLS connection, beside haproxy and websockify with stunnel. */
import { figure, inputHash, median, note, quantile, type Peer, type Print } from './figures';
import {
  direct,
  haproxy,
  ours,
  startTarget,
  websockify,
  type Target,
  type Tunnel,
  type Way,
} from './bridge-ways';
import { cpuMs, memoryOf, pause, processTree } from './processes';

const PING = Buffer.alloc(64, 'x');
const PINGS = 1_500;
const BLOCK_BYTES = 65_536;
const BLOCKS = 1_024;
const IDLE_TUNNELS = 500;
/** websockify forks a process for each: five hundred would push everything else out of memory. */
const IDLE_FORKED = 50;
/** After so long Node has given back the garbage of the handshakes; the others have none. */
const SETTLE_MS = 10_000;
const SETTLE_NATIVE_MS = 1_000;
const INPUT = inputHash(PING, `${PINGS} pings, ${BLOCKS} blocks of ${BLOCK_BYTES}`);

interface Ways {
  readonly direct: Way;
  readonly ours: Way;
  readonly haproxy: Way | undefined;
  readonly websockify: Way | undefined;
}

export async function benchBridge(print: Print, rounds: number): Promise<void> {
  const target = await startTarget();
  const ways = await startWays(target);
  const plain = { direct: direct(target, false), ours: await ours(target, false) };
  try {
    const all = [ways.direct, ways.ours, ways.haproxy, ways.websockify].filter((way) => way !== undefined);
    await idleFigure(ways, print);
    await roundTripFigures([...all, plain.direct, plain.ours], { ways, plain }, rounds, print);
    await bulkFigures([...all, plain.direct, plain.ours], { ways, plain }, rounds, print);
  } finally {
    for (const way of [ways.ours, ways.haproxy, ways.websockify, plain.ours]) {
      for (const program of way?.programs ?? []) await program.stop();
    }
    target.stop();
  }
}

async function startWays(target: Target): Promise<Ways> {
  const ways = {
    direct: direct(target, true),
    ours: await ours(target, true),
    haproxy: await haproxy(target),
    websockify: await websockify(target),
  };
  if (ways.haproxy === undefined) note('bridge: haproxy is missing (Debian package haproxy): no floor');
  if (ways.websockify === undefined)
    note('bridge: websockify or stunnel is missing (Debian packages websockify, stunnel4): no peer');
  return ways;
}

interface Compared {
  readonly ways: Ways;
  readonly plain: { readonly direct: Way; readonly ours: Way };
}

/** Microseconds that a way adds to the direct round trip of 64 octets, at the median. */
async function roundTripFigures(
  all: readonly Way[],
  { ways, plain }: Compared,
  rounds: number,
  print: Print,
): Promise<void> {
  note(`bridge: round trips, ${rounds} rounds of ${PINGS}`);
  const times = new Map<Way, number[]>(all.map((way) => [way, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const way of all) {
      const taken = await pingPong(way);
      if (round >= 0) times.get(way)?.push(quantile(taken, 0.5));
    }
  }
  const added = (way: Way, base: Way): number => median(times.get(way) ?? []) - median(times.get(base) ?? []);
  const value = added(ways.ours, ways.direct);
  print(
    figure({
      id: 'bridge.rtt',
      unit: 'us added',
      larger: false,
      ours: value,
      peer: peerOf(ways.websockify, (way) => added(way, ways.direct)),
      floor: ways.haproxy === undefined ? null : added(ways.haproxy, ways.direct),
      goal: { text: 'at most 120 us (floor: haproxy in TCP mode)', met: value <= 120 },
      input: INPUT,
    }),
  );
  const plainValue = added(plain.ours, plain.direct);
  print(
    figure({
      id: 'bridge.rtt.plain',
      unit: 'us added',
      larger: false,
      ours: plainValue,
      goal: { text: 'at most 120 us, target without TLS', met: plainValue <= 120 },
      input: INPUT,
    }),
  );
}

async function pingPong(way: Way): Promise<readonly number[]> {
  const tunnel = await way.open();
  const taken: number[] = [];
  await new Promise<void>((resolve) => {
    let missing = PING.length;
    let started = performance.now();
    tunnel.onBytes((bytes) => {
      missing -= bytes.length;
      if (missing > 0) return;
      taken.push((performance.now() - started) * 1000);
      if (taken.length === PINGS) return resolve();
      missing = PING.length;
      started = performance.now();
      tunnel.send(PING);
    });
    tunnel.send(Buffer.concat([Buffer.from('E'), PING]));
  });
  tunnel.close();
  return taken;
}

/** Share of the direct speed that is left, percent; and what the programs between cost the machine. */
async function bulkFigures(
  all: readonly Way[],
  { ways, plain }: Compared,
  rounds: number,
  print: Print,
): Promise<void> {
  const megabytes = (BLOCKS * BLOCK_BYTES) / 1e6;
  note(`bridge: bulk, ${rounds} rounds of ${megabytes.toFixed(0)} MB`);
  const speeds = new Map<Way, number[]>(all.map((way) => [way, []]));
  const costs = new Map<Way, number[]>(all.map((way) => [way, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const way of all) {
      const { seconds, cpu } = await download(way);
      if (round < 0) continue;
      speeds.get(way)?.push(megabytes / seconds);
      costs.get(way)?.push(cpu / megabytes);
    }
  }
  const speed = (way: Way): number => median(speeds.get(way) ?? []);
  const cost = (way: Way): number => median(costs.get(way) ?? []);
  const share = (way: Way, base: Way): number => (100 * speed(way)) / speed(base);
  note(`bridge: ${all.map((way) => `${way.name} ${speed(way).toFixed(0)} MB/s`).join(', ')}`);
  const value = share(ways.ours, ways.direct);
  const peer = peerOf(ways.websockify, (way) => share(way, ways.direct));
  print(
    figure({
      id: 'bridge.bulk',
      unit: '% of direct',
      larger: true,
      ours: value,
      peer,
      floor: ways.haproxy === undefined ? null : share(ways.haproxy, ways.direct),
      goal: {
        text: 'at least 65 % and ahead of the peer (floor: haproxy in TCP mode)',
        met: peer === null ? null : value >= 65 && value > peer.value,
      },
      input: INPUT,
    }),
  );
  const plainValue = share(plain.ours, plain.direct);
  print(
    figure({
      id: 'bridge.bulk.plain',
      unit: '% of direct',
      larger: true,
      ours: plainValue,
      goal: { text: 'for comparison: against TCP without TLS', met: null },
      input: INPUT,
    }),
  );
  const [mine, least] = [cost(ways.ours), ways.haproxy === undefined ? null : cost(ways.haproxy)];
  print(
    figure({
      id: 'bridge.cpu',
      unit: 'ms/MB',
      larger: false,
      ours: mine,
      peer: peerOf(ways.websockify, cost),
      floor: least,
      goal: {
        text: 'at most 3 times haproxy, which passes TLS through',
        met: least === null ? null : mine <= 3 * least,
      },
      input: INPUT,
    }),
  );
}

async function download(way: Way): Promise<{ readonly seconds: number; readonly cpu: number }> {
  const tunnel = await way.open();
  const used = (): number => cpuMs(way.programs.flatMap((program) => processTree(program.pid)));
  const order = Buffer.from('S....');
  order.writeUInt32BE(BLOCKS, 1);
  const before = used();
  const started = performance.now();
  await new Promise<void>((resolve) => {
    let missing = BLOCKS * BLOCK_BYTES;
    tunnel.onBytes((bytes) => {
      missing -= bytes.length;
      if (missing <= 0) resolve();
    });
    tunnel.send(order);
  });
  const seconds = (performance.now() - started) / 1000;
  const cpu = used() - before;
  tunnel.close();
  return { seconds, cpu };
}

/** Memory of the programs between for one tunnel on which nothing happens, KiB. */
async function idleFigure(ways: Ways, print: Print): Promise<void> {
  note(`bridge: ${IDLE_TUNNELS} idle tunnels`);
  const value = await idleMemory(ways.ours, IDLE_TUNNELS, SETTLE_MS);
  const least =
    ways.haproxy === undefined ? null : await idleMemory(ways.haproxy, IDLE_TUNNELS, SETTLE_NATIVE_MS);
  const forked =
    ways.websockify === undefined ? 0 : await idleMemory(ways.websockify, IDLE_FORKED, SETTLE_NATIVE_MS);
  print(
    figure({
      id: 'bridge.idle',
      unit: 'KiB/tunnel',
      larger: false,
      ours: value,
      peer: peerOf(ways.websockify, () => forked),
      floor: least,
      goal: {
        text: 'at most 50 after ten seconds of rest (floor: haproxy, which holds no TLS)',
        met: value <= 50,
      },
      input: INPUT,
    }),
  );
}

async function idleMemory(way: Way, count: number, settleMs: number): Promise<number> {
  const measure = (): number => memoryOf(way.programs.flatMap((program) => processTree(program.pid)));
  // A first set, closed again: what the program allocates once is not a tunnel's.
  await openIdle(way, 20).then((tunnels) => tunnels.forEach((tunnel) => tunnel.close()));
  await pause(settleMs);
  const before = measure();
  const tunnels = await openIdle(way, count);
  await pause(settleMs);
  const grown = measure() - before;
  for (const tunnel of tunnels) tunnel.close();
  await pause(200);
  return grown / 1024 / count;
}

async function openIdle(way: Way, count: number): Promise<readonly Tunnel[]> {
  const tunnels: Tunnel[] = [];
  while (tunnels.length < count) {
    const batch = Array.from({ length: Math.min(25, count - tunnels.length) }, () => way.open());
    for (const tunnel of await Promise.all(batch)) {
      tunnel.send(Buffer.from('I'));
      tunnels.push(tunnel);
    }
  }
  return tunnels;
}

function peerOf(way: Way | undefined, value: (way: Way) => number): Peer | null {
  return way === undefined ? null : { name: way.name, version: way.version, value: value(way) };
}
