/**
 * Whatever a person does, and whenever engine or line end under it: once all of it has settled, every message is where the ops say,
 * with the flags they say, once. Time is virtual; each engine begins with what the one before it wrote down, and the server is the
 * embedded one.
 * @module-tag deep
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMailboxName } from '../../../lib/imap/types';
import type { Op, OpAction, OpFlag } from '../../../lib/mail/types';
import { SessionWorld, settle, USER } from '../../support/session-world';

const SEED = 20261122;
const MESSAGES = 6;
const FOLDERS = ['INBOX', 'Archive', 'Trash'] as const;
type FolderName = (typeof FOLDERS)[number];
const FLAGS: readonly OpFlag[] = ['\\Seen', '\\Flagged'];

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('flag' as const),
      from: fc.nat(20),
      count: fc.integer({ min: 1, max: 3 }),
      what: fc.nat(3),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      from: fc.nat(20),
      count: fc.integer({ min: 1, max: 3 }),
      what: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('undo' as const),
      from: fc.nat(3),
      count: fc.constant(1),
      what: fc.nat(0),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      from: fc.nat(0),
      count: fc.constant(1),
      what: fc.constantFrom(0, 0, 300, 5_000, 90_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('crash' as const, 'cut' as const),
      from: fc.nat(0),
      count: fc.constant(1),
      what: fc.nat(0),
    }),
  },
  // The engine or the line ends in the middle of whatever is sent after so many flights.
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('crash-in' as const, 'cut-in' as const),
      from: fc.nat(0),
      count: fc.integer({ min: 1, max: 5 }),
      what: fc.nat(1),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One message as ops leave it. */
interface Truth {
  folder: FolderName;
  readonly flags: Set<string>;
}

class History {
  readonly book = new Map<string, unknown>();
  readonly truth = new Map<string, Truth>();
  readonly opsById = new Map<
    string,
    { readonly op: Op; readonly names: readonly string[]; undone: boolean }
  >();
  readonly before = new Map<string, readonly (readonly [name: string, folder: FolderName, had: boolean])[]>();
  world: SessionWorld;
  private engines = 0;
  private nextOp = 0;
  private trap: { left: number; readonly kind: 'crash' | 'cut'; readonly late: boolean } | null = null;
  private readonly capabilities: readonly string[];

  constructor(capabilities: readonly string[]) {
    this.capabilities = capabilities;
    this.world = this.newEngine(null);
    this.world.deliver(MESSAGES);
    for (let i = 1; i <= MESSAGES; i += 1)
      this.truth.set(`Message ${i}`, { folder: 'INBOX', flags: new Set() });
  }

  private newEngine(beside: SessionWorld | null): SessionWorld {
    this.engines += 1;
    const world: SessionWorld = new SessionWorld({
      capabilities: this.capabilities,
      book: this.book,
      ...(beside === null ? {} : { beside }),
      onSend: () => this.onSend(world),
    });
    return world;
  }

  private onSend(world: SessionWorld): boolean {
    const { trap } = this;
    if (trap === null || world !== this.world) return true;
    trap.left -= 1;
    if (trap.left > 0) return true;
    this.trap = null;
    if (trap.kind === 'crash') {
      // Late: the server has it, and nobody hears the answer.
      world.crash();
      this.pendingCrash = true;
      return trap.late;
    }
    if (!trap.late) return false;
    queueMicrotask(() => world.openWires.at(-1)?.cut());
    return true;
  }

  private pendingCrash = false;

  async begin(): Promise<void> {
    const { world } = this;
    for (const [i, name] of FOLDERS.entries()) world.session.watch(`t${i}`, toMailboxName(name));
    world.session.resume({
      target: { id: 'demo', name: 'Demo', target: 'demo', tls: 'none', security: 'loopback' },
      ...USER,
    });
    world.session.takeUp('a', [...this.book.values()]);
    await world.clock.advance(3_000);
  }

  async revive(): Promise<void> {
    if (!this.pendingCrash) return;
    this.pendingCrash = false;
    this.world = this.newEngine(this.world);
    await this.begin();
    await this.revive();
  }

  async take(one: Step): Promise<void> {
    // Nobody acts in a tab that is gone.
    await this.revive();
    switch (one.do) {
      case 'flag': {
        const add = one.what % 2 === 0;
        return this.act(one, { kind: 'flag', flag: FLAGS[one.what >> 1] ?? '\\Seen', add });
      }
      case 'move':
        return this.act(one, {
          kind: 'move',
          to: toMailboxName(FOLDERS[one.what] ?? 'INBOX'),
          purpose: 'move',
        });
      case 'undo':
        return this.undo(one.from);
      case 'wait':
        await this.world.clock.advance(one.what);
        return this.revive();
      case 'crash':
        await settle();
        this.world.crash();
        this.pendingCrash = true;
        return this.revive();
      case 'cut':
        this.world.openWires.at(-1)?.cut();
        return settle();
      case 'crash-in':
      case 'cut-in':
        this.trap = { left: one.count, kind: one.do === 'crash-in' ? 'crash' : 'cut', late: one.what === 1 };
    }
  }

  /** A person acts on what the list shows: messages the server has there, that no earlier op is about to take away. */
  private async act({ from, count }: Step, action: OpAction): Promise<void> {
    // Only settled messages have a UID a person could have seen; the state of all others is on its way.
    const folder = FOLDERS[from % FOLDERS.length] ?? 'INBOX';
    if (action.kind === 'move' && action.to === folder) return;
    const busy = new Set(
      [...this.opsById.values()]
        .filter(
          ({ op }) =>
            !['done', 'failed', 'cancelled'].includes(this.stateOf(op.id)) && op.action.kind === 'move',
        )
        .flatMap(({ names }) => names),
    );
    const there = this.stored(folder).filter(
      ({ name }) => this.truth.get(name)?.folder === folder && !busy.has(name),
    );
    const start = there.length === 0 ? 0 : from % there.length;
    const chosen = there.slice(start, start + count);
    const model = this.world.models.get(toMailboxName(folder));
    if (chosen.length === 0 || model?.isOpen !== true) return;
    const id = `op${(this.nextOp += 1)}`;
    const names = chosen.map(({ name }) => name);
    const op: Op = {
      id,
      account: 'a',
      mailbox: toMailboxName(folder),
      uidValidity: model.list.uidValidity,
      uids: chosen.map(({ uid }) => uid as Op['uids'][number]),
      action,
    };
    this.opsById.set(id, { op, names, undone: false });
    for (const name of names) {
      const truth = this.truth.get(name);
      if (truth === undefined) continue;
      if (action.kind === 'move') truth.folder = action.to as FolderName;
      else if (action.kind === 'flag' && action.add) truth.flags.add(action.flag);
      else if (action.kind === 'flag') truth.flags.delete(action.flag);
    }
    this.world.session.enqueue(op);
    // What a person did is written down before anything else can happen: a click lost with its tab is none.
    await settle();
  }

  private stateOf(id: string): string {
    const known = this.world.stateOf(id)?.kind;
    if (known !== undefined) return known;
    return this.book.has(id) && (this.book.get(id) as { isDone?: boolean }).isDone !== true
      ? 'queued'
      : 'done';
  }

  /** Takes back one of the latest moves, once it is done: the way back is the UIDs the server told. */
  private async undo(nth: number): Promise<void> {
    const work = this.world.session.work().ops.filter(({ state }) => state.kind === 'done');
    const way = work.at(-1 - nth);
    const past = way === undefined ? undefined : this.opsById.get(way.op.id);
    if (past === undefined || past.undone || past.op.action.kind !== 'move') return;
    const { to } = past.op.action;
    // Only where nothing else happened to them since.
    const still = past.names.every((name) => this.truth.get(name)?.folder === to);
    const later = [...this.opsById.values()];
    const touched = later
      .slice(later.indexOf(past) + 1)
      .some(({ names }) => names.some((name) => past.names.includes(name)));
    if (!still || touched) return;
    past.undone = true;
    for (const name of past.names) {
      const truth = this.truth.get(name);
      if (truth !== undefined) truth.folder = past.op.mailbox as FolderName;
    }
    this.world.session.undo(past.op.id);
    await settle();
  }

  stored(
    folder: string,
  ): { readonly name: string; readonly uid: number; readonly flags: readonly string[] }[] {
    const found = this.world.server.account(USER.user)?.mailbox(folder)?.messages ?? [];
    return found.map(({ content, uid, flags }) => ({
      name: /Subject: (.*)\r/.exec(new TextDecoder().decode(content.bytes))?.[1] ?? '',
      uid,
      flags: [...flags].filter((flag) => (FLAGS as readonly string[]).includes(flag)),
    }));
  }

  async end(): Promise<void> {
    this.trap = null;
    for (let i = 0; i < 3; i += 1) {
      await this.world.clock.advance(10 * 60_000);
      await this.revive();
    }
  }
}

const line = (name: string, folder: string, flags: Iterable<string>): string =>
  `${name} ${folder} ${[...flags].toSorted().join(' ')}`;

describe.each([
  ['MOVE', ['IMAP4rev1', 'SASL-IR', 'AUTH=PLAIN', 'UIDPLUS', 'MOVE', 'IDLE', 'CONDSTORE', 'ENABLE']],
  ['COPY and UID EXPUNGE', ['IMAP4rev1', 'SASL-IR', 'AUTH=PLAIN', 'UIDPLUS', 'IDLE']],
])('ops by %s', { tags: ['deep'] }, (_name, capabilities) => {
  it('are done once, whenever the engine or the line ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const history = new History(capabilities);
        await history.begin();
        for (const one of steps) await history.take(one);
        await history.revive();
        await history.end();
        const expected = [...history.truth].map(([name, { folder, flags }]) => line(name, folder, flags));
        const actual = FOLDERS.flatMap((folder) =>
          history.stored(folder).map(({ name, flags }) => line(name, folder, flags)),
        );
        expect(actual.toSorted()).toEqual(expected.toSorted());
        // Nothing waits any more, and what is kept can be taken back.
        expect(history.world.session.work().ops.filter(({ state }) => state.kind !== 'done')).toEqual([]);
        expect(history.world.problems).toEqual([]);
      }),
      { seed: SEED, numRuns: 60, endOnFailure: false },
    );
  });
});
