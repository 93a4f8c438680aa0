import { describe, expect, it } from 'vitest';
import { JOB_BATCH } from '../../../lib/session/limits';
import { INBOX, SessionWorld, type WorldOptions } from '../../support/session-world';
import { orderOf } from '../../support/job-order';

async function signedIn(options: WorldOptions) {
  const world = new SessionWorld(options);
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

const CAPABILITIES = ['IMAP4rev1', 'AUTH=PLAIN', 'SASL-IR', 'MOVE', 'ESEARCH', 'UIDPLUS'];

async function readAll(world: SessionWorld) {
  const chosen = world.session.chooseSet(INBOX, 'all');
  await world.clock.advance(500);
  const set = await chosen;
  if (!set.ok) throw new Error(set.error.code);
  const reports: (readonly [number, number])[] = [];
  const action = { kind: 'flag', flag: '\\Seen', add: true } as const;
  const running = world.session.folderJob(
    orderOf({ mailbox: INBOX, within: set.value, action }),
    (done, total) => void reports.push([done, total]),
    () => false,
  );
  await world.clock.advance(5_000);
  return { result: await running, reports };
}

describe('a server that works on so many messages at a time (RFC 9738)', () => {
  it('is asked for the rest of a search, from where it stopped', async () => {
    const world = await signedIn({ messages: 30, capabilities: [...CAPABILITIES, 'MESSAGELIMIT=10'] });
    const answer = new Map([
      ['UNSEEN', '21:30'],
      ['UID 1:20 UNSEEN', '11:20'],
      ['UID 1:10 UNSEEN', '1:10'],
    ]);
    const searches: string[] = [];
    world.answer = (line) => {
      const found = /^(\S+) UID SEARCH RETURN \(ALL\) (.*)$/.exec(line);
      const set = answer.get(found?.[2] ?? '');
      if (found === null || set === undefined) return null;
      searches.push(found[2]!);
      const lowest = set.split(':')[0];
      const code = lowest === '1' ? '' : `[MESSAGELIMIT 10 ${lowest}] `;
      return `* ESEARCH (TAG "${found[1]}") UID ALL ${set}\r\n${found[1]} OK ${code}done\r\n`;
    };
    const { result } = await readAll(world);
    expect(searches).toEqual([...answer.keys()]);
    expect(result).toMatchObject({ ok: true, value: { done: 30, failure: null } });
    const stores = world.wires.flatMap(({ flights }) => flights.join('').match(/UID STORE \S+/g) ?? []);
    expect(stores).toEqual(['UID STORE 1:10', 'UID STORE 11:20', 'UID STORE 21:30']);
  });

  it('is not asked for ever by one that never gets further', async () => {
    const world = await signedIn({ messages: 3, capabilities: CAPABILITIES });
    let searches = 0;
    world.answer = (line) => {
      const tag = /^(\S+) UID SEARCH RETURN \(ALL\)/.exec(line)?.[1];
      if (tag === undefined) return null;
      searches += 1;
      return `* ESEARCH (TAG "${tag}") UID ALL 2:3\r\n${tag} OK [MESSAGELIMIT 1 2] done\r\n`;
    };
    const { result } = await readAll(world);
    expect(searches).toBe(2);
    expect(result).toMatchObject({ ok: true, value: { done: 2 } });
  });
});

describe('a server that tells how far it is (INPROGRESS, RFC 9585)', () => {
  it('moves the progress within a batch', async () => {
    const world = await signedIn({ messages: JOB_BATCH + 100, capabilities: CAPABILITIES });
    world.answer = (line) => {
      const tag = /^(\S+) UID STORE 101:/.exec(line)?.[1];
      if (tag === undefined) return null;
      const told = ['NIL NIL', '125 500', '250 500', '900 500', '7 NIL']
        .map((numbers) => `* OK [INPROGRESS ("${tag}" ${numbers})] still at it\r\n`)
        .join('');
      return `${told}${tag} OK done\r\n`;
    };
    const { reports } = await readAll(world);
    const total = JOB_BATCH + 100;
    expect(reports).toEqual([
      [0, 0],
      [0, total],
      [125, total],
      [250, total],
      // More than there is to do is nearly all of it: done is what the server says OK to.
      [495, total],
      [500, total],
      [total, total],
    ]);
    world.wire.say('* OK [INPROGRESS ("T99" 1 2)] of nobody\r\n');
    await world.clock.advance(100);
    expect(reports).toHaveLength(7);
  });
});
