/** Area `parser`: our IMAP reader beside imapflow's and node-imap's, and beside a bare loop over the bytes. */
import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { figure, inputHash, median, note, type Figure, type Peer, type Print } from './figures';
import { bundle } from './bundle';
import { parserInput, type InputKind } from './parser-input';
import { measureInChromium } from './parser-chromium';
import type { EngineName, Round, RoundResult } from './parser-runner';

const require = createRequire(import.meta.url);
const CHUNK = 65_536;
const ROWS: Readonly<Record<InputKind, number>> = { rows: 20_000, flags: 100_000, literals: 1_000 };
/** A half, eight times: the compilers of the fastest engines are at work for that long. */
const WARM_UP = 2;
const WARM_UPS = 8;
const ROUND_TIMEOUT_MS = 120_000;

interface Measured {
  /** MB a second of CPU, median of the rounds. */
  readonly speed: ReadonlyMap<EngineName, number>;
  readonly input: string;
}

export async function benchParser(print: Print, rounds: number): Promise<void> {
  const script = await bundle('parser-runner.ts', 'node');
  const engines = new Engines(script);
  try {
    await rowFigures(engines, rounds, print);
    await flagFigures(engines, rounds, print);
    await literalFigures(engines, rounds, print);
    await bytewiseFigure(engines, rounds, print);
    await allocationFigure(script, print);
  } finally {
    engines.stop();
  }
  await measureInChromium(print, rounds);
}

async function rowFigures(engines: Engines, rounds: number, print: Print): Promise<void> {
  const names: EngineName[] = [
    'ours',
    'ours-decoded',
    'imapflow-typed',
    'imapflow-tree',
    'nodeimap',
    'emailjs',
    'floor',
  ];
  const { speed, input } = await measure(engines, names, 'rows', rounds);
  const ours = of(speed, 'ours');
  const floor = of(speed, 'floor');
  const against = (id: string, value: number, peer: Peer, wanted: number): Figure =>
    figure({
      id,
      unit: 'MB/s',
      larger: true,
      ours: value,
      peer,
      floor,
      goal: { text: `at least ${wanted} times the peer`, met: value >= wanted * peer.value },
      input,
    });
  const imapflow = peerOf('imapflow', of(speed, 'imapflow-typed'));
  const nodeimap = peerOf('imap', of(speed, 'nodeimap'));
  print(against('parser.rows.typed.imapflow', ours, imapflow, 10));
  print(against('parser.rows.typed.nodeimap', ours, nodeimap, 4));
  print(floorFigure('parser.rows.floor', ours, floor, 5, input));
  // Both peers also turn encoded words into text; ours leaves that to lib/mime, for the rows a screen shows.
  const decoded = of(speed, 'ours-decoded');
  print(against('parser.rows.decoded.imapflow', decoded, imapflow, 10));
  print(against('parser.rows.decoded.nodeimap', decoded, nodeimap, 4));
  const tree = (id: string, peer: Peer): Figure =>
    figure({
      id,
      unit: 'MB/s',
      larger: true,
      ours,
      peer,
      floor,
      goal: { text: 'for comparison: the peer builds an untyped tree', met: null },
      input,
    });
  print(tree('parser.rows.tree.imapflow', peerOf('imapflow', of(speed, 'imapflow-tree'))));
  print(tree('parser.rows.tree.emailjs', peerOf('emailjs-imap-handler', of(speed, 'emailjs'))));
}

async function flagFigures(engines: Engines, rounds: number, print: Print): Promise<void> {
  const { speed, input } = await measure(
    engines,
    ['ours', 'imapflow-typed', 'nodeimap', 'floor'],
    'flags',
    rounds,
  );
  print(floorFigure('parser.flags.floor', of(speed, 'ours'), of(speed, 'floor'), 6, input));
  for (const [id, name, engine] of [
    ['parser.flags.imapflow', 'imapflow', 'imapflow-typed'],
    ['parser.flags.nodeimap', 'imap', 'nodeimap'],
  ] as const) {
    print(
      figure({
        id,
        unit: 'MB/s',
        larger: true,
        ours: of(speed, 'ours'),
        peer: peerOf(name, of(speed, engine)),
        floor: of(speed, 'floor'),
        goal: { text: 'for comparison', met: null },
        input,
      }),
    );
  }
}

async function literalFigures(engines: Engines, rounds: number, print: Print): Promise<void> {
  const names: EngineName[] = ['ours', 'imapflow-typed', 'nodeimap', 'floor'];
  const { speed, input } = await measure(engines, names, 'literals', rounds);
  const [ours, peer] = [of(speed, 'ours'), peerOf('imap', of(speed, 'nodeimap'))];
  print(
    figure({
      id: 'parser.literals',
      unit: 'MB/s',
      larger: true,
      ours,
      peer,
      floor: of(speed, 'floor'),
      goal: {
        text: 'no copy: faster than a loop over the bytes',
        met: ours > of(speed, 'floor'),
      },
      input,
    }),
  );
}

/** Chunks of one byte, at two sizes: the time must grow no faster than the bytes. */
async function bytewiseFigure(engines: Engines, rounds: number, print: Print): Promise<void> {
  const [small, large] = [1_500, 6_000];
  const speeds = { small: [] as number[], large: [] as number[], floor: [] as number[] };
  for (const name of ['ours', 'ours', 'floor'] as const)
    await engines.round(name, { kind: 'rows', rows: small, chunk: 1 });
  for (let round = 0; round < rounds; round += 1) {
    speeds.small.push(speedOf(await engines.round('ours', { kind: 'rows', rows: small, chunk: 1 })));
    speeds.large.push(speedOf(await engines.round('ours', { kind: 'rows', rows: large, chunk: 1 })));
    speeds.floor.push(speedOf(await engines.round('floor', { kind: 'rows', rows: large, chunk: 1 })));
  }
  const ours = median(speeds.large);
  const linear = ours >= 0.8 * median(speeds.small);
  print(
    figure({
      id: 'parser.bytewise',
      unit: 'MB/s',
      larger: true,
      ours,
      floor: median(speeds.floor),
      goal: {
        text: `at least 8, and linear (a quarter of the input: ${median(speeds.small).toFixed(1)})`,
        met: ours >= 8 && linear,
      },
      input: inputHash(parserInput('rows', large).bytes),
    }),
  );
}

/** In a process whose young generation is so large that no garbage is collected while it reads. */
async function allocationFigure(script: string, print: Print): Promise<void> {
  const roomy = new Engines(script, ['--min-semi-space-size=256', '--max-semi-space-size=256']);
  try {
    const round: Round = { kind: 'rows', rows: 5_000, chunk: CHUNK, collect: true };
    for (let warm = 0; warm < 3; warm += 1) await roomy.round('ours', round);
    const grown: number[] = [];
    for (let at = 0; at < 3; at += 1) {
      const { heapGrown, octets } = await roomy.round('ours', round);
      grown.push(heapGrown / octets);
    }
    const ours = median(grown);
    print(
      figure({
        id: 'parser.allocated',
        unit: 'B/B',
        larger: false,
        ours,
        goal: { text: 'at most 6 bytes allocated for a byte read', met: ours <= 6 },
        input: inputHash(parserInput('rows', round.rows).bytes),
      }),
    );
  } finally {
    roomy.stop();
  }
}

/** All engines take turns, so that a neighbour's load falls on all of them. */
async function measure(
  engines: Engines,
  names: readonly EngineName[],
  kind: InputKind,
  rounds: number,
): Promise<Measured> {
  const speeds = new Map<EngineName, number[]>(names.map((name) => [name, []]));
  const input = parserInput(kind, ROWS[kind]);
  const warm = Math.ceil(ROWS[kind] / WARM_UP);
  note(
    `parser: ${kind}, ${(input.bytes.length / 1e6).toFixed(1)} MB in ${ROWS[kind]} rows, ${rounds} rounds`,
  );
  for (const name of names) {
    for (let again = 0; again < WARM_UPS; again += 1)
      await engines.round(name, { kind, rows: warm, chunk: CHUNK });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const result = await engines.round(name, { kind, rows: ROWS[kind], chunk: CHUNK });
      checkReading(name, kind, result);
      speeds.get(name)?.push(speedOf(result));
    }
  }
  return {
    speed: new Map(names.map((name) => [name, median(speeds.get(name) ?? [])])),
    input: inputHash(input.bytes),
  };
}

/** A fast engine that read less than the others would be no news. */
function checkReading(name: EngineName, kind: InputKind, { reading }: RoundResult): void {
  const rows = ROWS[kind];
  const typed = name !== 'floor' && name !== 'imapflow-tree' && name !== 'emailjs';
  const uids = (rows * (rows + 1)) / 2;
  if ((name !== 'floor' && reading.rows !== rows) || (typed && reading.uids !== uids)) {
    throw new Error(
      `${name} read ${reading.rows} rows with UIDs of ${reading.uids}, not ${rows} and ${uids}`,
    );
  }
}

/** The processes, each started when first asked for. */
class Engines {
  private readonly children = new Map<EngineName, ChildProcess>();
  private readonly script: string;
  private readonly flags: readonly string[];

  constructor(script: string, flags: readonly string[] = []) {
    this.script = script;
    this.flags = flags;
  }

  async round(name: EngineName, round: Round): Promise<RoundResult> {
    const child = this.children.get(name) ?? this.start(name);
    const answer = once(child, 'message', { signal: AbortSignal.timeout(ROUND_TIMEOUT_MS) });
    child.send(round);
    const [message] = (await answer) as [{ readonly result?: RoundResult; readonly error?: string }];
    if (message.result === undefined) throw new Error(`${name}: ${message.error ?? 'no answer'}`);
    return message.result;
  }

  stop(): void {
    for (const child of this.children.values()) child.kill();
  }

  private start(name: EngineName): ChildProcess {
    const child = fork(this.script, [name], { execArgv: ['--expose-gc', ...this.flags] });
    process.once('exit', () => child.kill('SIGKILL'));
    this.children.set(name, child);
    return child;
  }
}

function floorFigure(id: string, ours: number, floor: number, times: number, input: string): Figure {
  const goal = { text: `at most ${times} times slower than the floor`, met: ours * times >= floor };
  return figure({ id, unit: 'MB/s', larger: true, ours, floor, goal, input });
}

function peerOf(name: string, value: number): Peer {
  const { version } = require(`./node_modules/${name}/package.json`) as { readonly version: string };
  return { name, version, value };
}

function speedOf({ octets, cpuMs }: RoundResult): number {
  return octets / 1000 / cpuMs;
}

function of(speed: ReadonlyMap<EngineName, number>, name: EngineName): number {
  const value = speed.get(name);
  if (value === undefined) throw new Error(`${name} was not measured`);
  return value;
}
