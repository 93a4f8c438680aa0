/**
 * Two clients of one account that do as they please: the product over the real bridge, on a line that is cut now and then, and mbsync, which
 * nobody of us wrote, over a Maildir that is changed meanwhile. Nothing is lost, nothing is doubled, and all three agree in the end.
 *
 * A message is moved and removed by one of the two only (even numbers are ours): a copy uploaded by one while the other moves the
 * original makes two of it, whatever clients they are. Flags are everybody's.
 */
import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { limitsWith, plainTarget, startBridge } from '../bridge/harness';
import { DovecotWorld } from '../faults/dovecot-world';
import { heldLine, letter, letterFile, numberOfId } from '../faults/letters';
import type { Person } from '../faults/person';
import { parseMail } from '../faults/scenario';
import { UNDO_DEPTH } from '../../lib/session/limits';
import { seeded } from '../support/chance';
import { startDovecot } from '../support/dovecot';
import { startFaultProxy } from '../support/faults/proxy';
import { Mbsync, type MaildirFlag } from '../support/mbsync';

const OPS = Number(process.env['TAGLINE_OPS'] ?? 2_000);
const SEED = Number(process.env['TAGLINE_SEED'] ?? randomInt(1_000_000));
/** Of each client between two synchronisations of mbsync. */
const BURST = 20;
const FOLDERS = ['INBOX', 'Archive', 'Trash', 'Projects'];
/** So many messages there are at most: the page reads all of a folder. */
const MOST = 90;
const FIRST = 60;
const MANY = 1_000_000;
const LETTERS: readonly (readonly [MaildirFlag, string])[] = [
  ['S', '\\Seen'],
  ['F', '\\Flagged'],
  ['R', '\\Answered'],
  ['D', '\\Draft'],
];

interface Wanted {
  folder: string;
  /** Only what this message's own client does to it is foreseen. */
  flag: boolean;
}

const isOurs = (number: number): boolean => number % 2 === 0;

it(
  `${OPS} ops each, seed ${SEED}: 0 lost, 0 doubled, and all agree`,
  { timeout: 60_000 + OPS * 1_500 },
  async () => {
    process.stdout.write(`figure: two clients: TAGLINE_SEED=${SEED} repeats what was done\n`);
    const chance = seeded(SEED);
    const pick = <T>(from: readonly T[]): T | undefined => from[chance(from.length)];
    const other = (folder: string): string => pick(FOLDERS.filter((name) => name !== folder)) ?? 'INBOX';
    const dovecot = await startDovecot();
    const proxy = await startFaultProxy(dovecot.ports.imap);
    const limits = { opensPerMinute: MANY, opensBurst: MANY, youngTunnelsPerAddress: MANY };
    const bridge = await startBridge({
      target: plainTarget(proxy.port),
      limits: limitsWith({ ...limits, tunnelsPerAddress: MANY }),
    });
    const mail = Array.from({ length: FIRST }, (_, at) => `${FOLDERS[at % 2]} ${at + 1}`);
    const world = await DovecotWorld.make(
      { dovecot, proxy, origin: bridge.origin },
      { name: 'two clients', mail, manners: { folders: ['Projects'] }, act: async () => undefined, ends: [] },
    );
    const wanted = new Map<number, Wanted>();
    for (const line of mail) {
      const { folder, number } = parseMail(line);
      wanted.set(number, { folder, flag: false });
    }
    let next = FIRST + 1;
    const newNumber = (ours: boolean): number => {
      if (isOurs(next) !== ours) next += 1;
      next += 1;
      return next - 1;
    };
    const mbsync = await Mbsync.open(dovecot, world.user);
    const me = await world.person();
    await me.signIn();
    let at = 'INBOX';
    await me.look(at);
    await mbsync.sync();

    /** Ops that can be taken back: id, letter, and where it was. */
    const undoable: { id: string; number: number; was: string }[] = [];
    const lastMove = new Map<number, string>();
    const takenBack = new Set<string>();
    const undone = new Map<string, { readonly number: number; readonly stays: string }>();
    const asked: string[] = [];
    let cuts = 0;
    const trail = new Map<number, string[]>();
    const note = (number: number, what: string): void => {
      trail.set(number, [...(trail.get(number) ?? []), what]);
    };
    const dispatch = (id: string): string => {
      asked.push(id);
      return id;
    };

    const ourStep = async (calm: boolean): Promise<void> => {
      // A folder that is looked at again shows for a moment what was there before.
      const shown = (me.shows(at) ?? [])
        .map(parseMail)
        .filter(({ number }) => !isOurs(number) || wanted.get(number)?.folder === at);
      const one = pick(shown);
      const mine = pick(shown.filter(({ number }) => isOurs(number)));
      const what = chance(100);
      if (what < 30 && one !== undefined) {
        const add = !one.flags.includes('\\Flagged');
        note(one.number, `${dispatch(me.star(at, [one.number], add))} star ${add} in ${at}`);
        const want = wanted.get(one.number);
        if (want !== undefined && isOurs(one.number)) want.flag = add;
      } else if (what < 50 && one !== undefined) {
        const add = !one.flags.includes('\\Seen');
        dispatch(me.act(at, [one.number], { kind: 'flag', flag: '\\Seen', add }));
      } else if (what < 75 && mine !== undefined) {
        const to = other(at);
        const id = dispatch(me.move(at, [mine.number], to));
        const want = wanted.get(mine.number);
        if (want !== undefined) want.folder = to;
        lastMove.set(mine.number, id);
        note(mine.number, `${id} ${at} to ${to}`);
        if (calm) undoable.push({ id, number: mine.number, was: at });
      } else if (what < 80 && mine !== undefined && at === 'Trash') {
        dispatch(me.act(at, [mine.number], { kind: 'expunge' }));
        wanted.delete(mine.number);
      } else if (what < 85 && calm && undoable.length > 0) {
        const last = undoable.pop();
        const want = last === undefined ? undefined : wanted.get(last.number);
        // Only what is still where it was put by that.
        if (last === undefined || want === undefined || lastMove.get(last.number) !== last.id) return;
        // What was done longer ago cannot be taken back.
        if (asked.length - asked.indexOf(last.id) >= UNDO_DEPTH) return;
        lastMove.delete(last.number);
        me.undo(last.id);
        note(last.number, `${last.id} taken back to ${last.was}`);
        takenBack.add(last.id);
        undone.set(`${last.id}:undo`, { number: last.number, stays: want.folder });
        want.folder = last.was;
        await me.idle();
        collect();
      } else if (what < 88 && calm && wanted.size < MOST) {
        const number = newNumber(true);
        const folder = pick(FOLDERS) ?? 'INBOX';
        await me.import(folder, [letterFile([number])]);
        wanted.set(number, { folder, flag: false });
      } else {
        at = pick(FOLDERS) ?? at;
        await me.look(at);
      }
    };

    const theirStep = (): void => {
      const folder = pick(FOLDERS) ?? 'INBOX';
      const there = mbsync.messages(folder).filter(({ flags }) => !flags.includes('T'));
      const one = pick(there);
      const theirs = pick(there.filter(({ messageId }) => !isOurs(numberOfId(messageId))));
      const same =
        (messageId: string) =>
        (message: { readonly messageId: string }): boolean =>
          message.messageId === messageId;
      const what = chance(100);
      if (what < 35 && one !== undefined) {
        const flags: MaildirFlag[] = ['S'];
        mbsync.flag(
          folder,
          same(one.messageId),
          one.flags.includes('S') ? { remove: flags } : { add: flags },
        );
      } else if (what < 60 && theirs !== undefined) {
        const add = !theirs.flags.includes('R');
        mbsync.flag(folder, same(theirs.messageId), add ? { add: ['R'] } : { remove: ['R'] });
        const want = wanted.get(numberOfId(theirs.messageId));
        if (want !== undefined) want.flag = add;
      } else if (what < 85 && theirs !== undefined) {
        const to = other(folder);
        mbsync.move(folder, same(theirs.messageId), to);
        const want = wanted.get(numberOfId(theirs.messageId));
        if (want !== undefined) want.folder = to;
      } else if (what < 92 && theirs !== undefined) {
        mbsync.remove(folder, same(theirs.messageId));
        wanted.delete(numberOfId(theirs.messageId));
      } else if (wanted.size < MOST) {
        const number = newNumber(false);
        mbsync.add(folder, new TextDecoder().decode(letter(number).raw));
        wanted.set(number, { folder, flag: false });
      }
    };

    const failed: string[] = [];
    let told = 0;
    const ends = new Map<string, number>();
    const collect = (): void => {
      const { ended, next: from } = me.endings(told);
      told = from;
      for (const [id, state] of ended) {
        ends.set(id, (ends.get(id) ?? 0) + 1);
        const isFine = state.kind === 'done' || (state.kind === 'cancelled' && takenBack.has(id));
        if (isFine) continue;
        const back = undone.get(id);
        const want = back === undefined ? undefined : wanted.get(back.number);
        // Where a move went whose answer was lost nobody knows: it is told so, and stays done.
        if (
          back !== undefined &&
          want !== undefined &&
          state.kind === 'failed' &&
          state.error.code === 'action-no-way-back'
        )
          want.folder = back.stays;
        else failed.push(`${id} ${state.kind === 'failed' ? state.error.code : state.kind}`);
      }
    };
    for (let done = 0; done < OPS; done += BURST) {
      for (let i = 0; i < BURST; i += 1) theirStep();
      const syncing = mbsync.sync().then(
        () => null,
        (error: unknown) => String(error),
      );
      const calm = chance(4) !== 0;
      const cutAt = calm ? -1 : chance(BURST);
      if (!calm) undoable.length = 0;
      for (let i = 0; i < BURST; i += 1) {
        if (i === cutAt) {
          world.network.endAll('reset');
          cuts += 1;
        }
        await ourStep(calm);
      }
      await me.idle();
      const trouble = await syncing;
      // What it could not do while the other moved the ground under it, it does the next time.
      if (trouble !== null) await mbsync.sync();
      collect();
    }
    await settle(me, mbsync);
    collect();

    const held = await world.held();
    const numbers = held.map((line) => parseMail(line).number).toSorted((a, b) => a - b);
    expect(failed).toEqual([]);
    expect(numbers).toEqual([...wanted.keys()].toSorted((a, b) => a - b));
    const once = (id: string): boolean => (ends.get(id) ?? 0) + (me.needless.has(id) ? 1 : 0) === 1;
    expect(asked.filter((id) => !once(id))).toEqual([]);
    const astray = held.map(parseMail).filter(({ folder, number, flags }) => {
      const want = wanted.get(number);
      const has = flags.includes(isOurs(number) ? '\\Flagged' : '\\Answered');
      return want?.folder !== folder || want.flag !== has;
    });
    expect(
      astray.map((one) => ({ ...one, want: wanted.get(one.number), trail: trail.get(one.number) })),
    ).toEqual([]);
    for (const folder of FOLDERS) {
      const lines = held.filter((line) => line.startsWith(`${folder} `));
      await me.look(folder);
      await me.until(`${folder} as the server has it`, () => same(me.shows(folder), lines));
      await me.until(`the number of ${folder}`, () => me.counted(folder) === lines.length);
      const near = mbsync.messages(folder).map(({ messageId, flags }) =>
        heldLine(
          folder,
          numberOfId(messageId),
          LETTERS.flatMap(([maildir, flag]) => (flags.includes(maildir) ? [flag] : [])),
        ),
      );
      expect(near.toSorted()).toEqual(lines.toSorted());
    }
    expect(world.problems).toEqual([]);
    process.stdout.write(
      `figure: two clients: ${OPS} ops each, ${cuts} cuts, ${held.length} messages in the end: 0 lost, 0 doubled\n`,
    );
    mbsync.dispose();
    await world.close();
    await proxy.close();
    await dovecot.dispose();
  },
);

/** Until nobody has anything to say any more. */
async function settle(me: Person, mbsync: Mbsync): Promise<void> {
  await me.idle();
  await mbsync.sync();
  await mbsync.sync();
  await me.quiet();
}

const same = (one: readonly string[] | null, other: readonly string[]): boolean =>
  one !== null &&
  one.length === other.length &&
  one.toSorted().every((line, at) => line === other.toSorted()[at]);
