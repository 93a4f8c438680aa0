/** Plays a scenario over a line that is cut once, and says what is not as it should be afterwards. */
import type { Cut, Network, Side } from '../support/faults/network';
import { Killed, type Person } from './person';
import { foldersOf, type Ending, type Others, type Scenario } from './scenario';
import type { Time } from './time';

export interface World {
  readonly time: Time;
  readonly network: Network;
  readonly others: Others;
  /** What was logged as an error. */
  readonly problems: readonly string[];
  person(): Promise<Person>;
  /** One more page of the person's engine. */
  tab(): Promise<Person>;
  held(): Promise<readonly string[]>;
  tree(): Promise<readonly string[]>;
}

export interface Run {
  /** Octets of each side until everything was done. */
  readonly octets: Readonly<Record<Side, number>>;
  /** Where lines of each side end, as octets from the start: the steps of the protocol. */
  readonly steps: Readonly<Record<Side, readonly number[]>>;
  readonly world: World;
  readonly me: Person;
  /** The cut happened. */
  readonly wasCut: boolean;
}

/** @throws Error with all that is wrong */
export async function play(scenario: Scenario, world: World, cut: Cut | null): Promise<Run> {
  const run = await perform(scenario, world, cut);
  await compare(scenario, world, run.me, cut === null ? [] : scenario.orElse);
  return run;
}

/** What is right at a server of other manners: whatever comes of it there when nothing goes wrong. */
export async function asAt(scenario: Scenario, world: World): Promise<Scenario & { readonly run: Run }> {
  const run = await perform(scenario, world, null);
  const ends = await world.held();
  const tree = scenario.tree === undefined ? {} : { tree: await world.tree() };
  return { ...scenario, ends, ops: run.me.ends(), ...tree, run };
}

async function perform(scenario: Scenario, world: World, cut: Cut | null): Promise<Run> {
  const { network } = world;
  const me = await world.person();
  const steps: Record<Side, number[]> = { client: [], server: [] };
  let wasCut = false;
  network.onCut = () => {
    wasCut = true;
  };
  if (scenario.fromStart !== true) {
    await me.signIn();
    if (scenario.onlyAsked === true) me.readNothingAhead();
    await me.look(scenario.at ?? 'INBOX', scenario.rows);
    await me.quiet();
  }
  network.tap = (from, bytes) => {
    const start = network.passed[from] - bytes.length;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1))
      steps[from].push(start + at + 1);
  };
  network.arm(cut);
  const line = { down: () => network.refuse('close'), up: () => network.resume() };
  await scenario.act(me, { others: world.others, line, tab: () => world.tab() });
  await me.settled();
  const octets = { ...network.passed };
  // What is compared afterwards has its own traffic.
  network.tap = null;
  return { octets, steps, world, me, wasCut };
}

/** As `play`, but the browser ends with the octet: an op is done by the next engine, or had never left the page. */
export async function killAndGoOn(
  scenario: Scenario,
  world: World & { readonly kill: () => void },
  cut: Omit<Cut, 'how'>,
): Promise<void> {
  const me = await world.person();
  await me.signIn();
  await me.look(scenario.at ?? 'INBOX', scenario.rows);
  await me.quiet();
  const { network } = world;
  network.onCut = () => world.kill();
  network.arm({ ...cut, how: 'close', all: true });
  const line = { down: () => network.refuse('close'), up: () => network.resume() };
  try {
    await scenario.act(me, { others: world.others, line, tab: () => world.tab() });
    await me.settled();
    throw new Error('the engine was never killed');
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  const next = await world.person();
  await next.signIn();
  await next.idle();
  const held = await world.held();
  const { ends, mail, orElse = [] } = scenario;
  const isEnd = [ends, mail, ...orElse.map((one) => one.ends)].some((lines) => same(held, lines.toSorted()));
  if (!isEnd) throw new Error(`the server has ${list(held)}`);
  for (const folder of foldersOf(scenario)) {
    await next.look(folder);
    const wanted = held.filter((one) => one.startsWith(`${folder} `));
    await next.until(`${folder} shows ${list(wanted)}`, () => same(next.shows(folder), wanted));
  }
}

/** Everything agrees: the server with what is wanted, the page with the server, each op with what it was told to be. */
export async function compare(
  scenario: Scenario,
  world: World,
  me: Person,
  orElse: readonly Ending[] = [],
): Promise<void> {
  const told = me.ends();
  const held = await world.held();
  const isEnd = ({ ends, ops }: Ending): boolean =>
    same(held, ends.toSorted()) && same(told, ops ?? told.map(() => 'done'));
  if (![scenario, ...orElse].some(isEnd))
    throw new Error(`the server has ${list(held)}, the person was told ${list(told)}`);
  for (const folder of foldersOf(scenario)) {
    await me.look(folder);
    const wanted = held.filter((line) => line.startsWith(`${folder} `));
    try {
      await me.until(folder, () => same(me.shows(folder), wanted));
    } catch {
      throw new Error(`${folder} shows ${list(me.shows(folder))}, the server has ${list(wanted)}`);
    }
    try {
      await me.until(`the number of ${folder}`, () => me.counted(folder) === wanted.length);
    } catch {
      throw new Error(`${folder} is said to have ${me.counted(folder)}, the server has ${list(wanted)}`);
    }
  }
  if (!same(await world.held(), held))
    throw new Error(`the server has ${list(await world.held())} in the end`);
  if (!same(me.ends(), told)) throw new Error(`the person was told ${list(me.ends())} in the end`);
  if (scenario.tree !== undefined) {
    const tree = await world.tree();
    if (!same(tree, scenario.tree.toSorted())) throw new Error(`the folders are ${list(tree)}`);
  }
  if (world.problems.length > 0) throw new Error(`logged: ${list(world.problems)}`);
}

const same = (one: readonly string[] | null, other: readonly string[]): boolean =>
  one !== null && one.length === other.length && one.every((line, at) => line === other[at]);

const list = (lines: readonly string[] | null): string =>
  lines === null ? 'nothing yet' : `[${lines.join(', ')}]`;
