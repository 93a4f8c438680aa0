/** Tabs nobody looks at give their connections back after ten minutes: each held one costs the mail server memory. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, type MailboxName } from '../../../lib/imap/types';
import { CHECK_HIDDEN, REST_AFTER, SPARE_LIFE } from '../../../lib/session/limits';
import { INBOX, SessionWorld, settle, type WorldOptions } from '../../support/session-world';

const SENT = toMailboxName('Sent');
const ARCHIVE = toMailboxName('Archive');
const TABS = [
  ['t1', INBOX],
  ['t2', SENT],
  ['t3', ARCHIVE],
] as const;

async function threeTabs(options: WorldOptions = {}) {
  const world = new SessionWorld({ messages: 3, ...options });
  world.session.watch('t1', INBOX);
  await world.signIn();
  for (const [tab, mailbox] of TABS) {
    world.session.watch(tab, mailbox);
    await world.clock.advance(1_000);
  }
  expect(world.openWires).toHaveLength(3);
  return world;
}

function look(world: SessionWorld, tab: string, mailbox: MailboxName, visible: boolean): void {
  world.session.watch(tab, mailbox, visible);
}

describe('a hidden tab', () => {
  it('keeps its connection for ten minutes, then gives it back; the others stay live', async () => {
    const world = await threeTabs();
    look(world, 't2', SENT, false);
    await world.clock.advance(REST_AFTER - 1_000);
    expect(world.openWires).toHaveLength(3);
    expect(world.services).toEqual(new Map());
    await world.clock.advance(1_000 + SPARE_LIFE + 1_000);
    expect(world.openWires).toHaveLength(2);
    expect([...world.services]).toEqual([[SENT, { everyMs: CHECK_HIDDEN, because: null }]]);
    for (const [mailbox, name] of [
      [INBOX, 'INBOX'],
      [ARCHIVE, 'Archive'],
    ] as const) {
      world.deliver(1, name, 'Live');
      await world.clock.advance(500);
      expect(world.subjects(mailbox)[0]).toBe('Live 1');
    }
  });

  it('has a connection again as soon as it is shown', async () => {
    const world = await threeTabs();
    look(world, 't2', SENT, false);
    await world.clock.advance(REST_AFTER + SPARE_LIFE + 1_000);
    world.deliver(1, 'Sent', 'Meanwhile');
    look(world, 't2', SENT, true);
    await world.clock.advance(1_000);
    expect(world.openWires).toHaveLength(3);
    expect(world.services).toEqual(new Map());
    expect(world.subjects(SENT)[0]).toBe('Meanwhile 1');
  });

  it('that changes folders, or is hidden once more, has been hidden all the time', async () => {
    const world = await threeTabs();
    look(world, 't2', SENT, false);
    await world.clock.advance(REST_AFTER / 2);
    look(world, 't2', toMailboxName('Trash'), false);
    look(world, 't2', SENT, false);
    await world.clock.advance(REST_AFTER / 2 + SPARE_LIFE + 1_000);
    expect(world.openWires).toHaveLength(2);
    look(world, 't2', SENT, true);
    look(world, 't2', SENT, false);
    await world.clock.advance(REST_AFTER - 1_000);
    expect(world.openWires).toHaveLength(3);
  });

  it('is read now and then over what is there, not over a connection of its own', async () => {
    const capabilities = ['IMAP4rev1', 'AUTH=PLAIN', 'SASL-IR', 'IDLE', 'UNSELECT', 'ESEARCH'];
    const world = await threeTabs({ capabilities });
    look(world, 't2', SENT, false);
    await world.clock.advance(REST_AFTER + SPARE_LIFE + 1_000);
    const dials = world.wires.length;
    world.deliver(2, 'Sent', 'Slowly');
    await world.clock.advance(CHECK_HIDDEN + 2_000);
    expect(world.subjects(SENT)[0]).toBe('Slowly 2');
    expect(world.wires).toHaveLength(dials);
    expect(world.problems).toEqual([]);
  });
});

describe('when nobody looks at any tab', () => {
  it('one connection is kept, on what was looked at last, and tells of the others', async () => {
    const world = await threeTabs();
    world.visible = false;
    for (const [tab, mailbox] of TABS) look(world, tab, mailbox, false);
    await world.clock.advance(REST_AFTER + SPARE_LIFE + 1_000);
    expect(world.openWires).toHaveLength(1);
    expect([...world.services.keys()].sort()).toEqual([INBOX, SENT]);
    world.deliver(1, 'Archive', 'Kept');
    world.deliver(1, 'INBOX', 'News');
    await world.clock.advance(1_000);
    expect(world.subjects(ARCHIVE)[0]).toBe('Kept 1');
    // By NOTIFY, although the connection it was asked over is one of those that were given back.
    expect(world.counters.get('INBOX')).toBe(4);
    expect(world.openWires).toHaveLength(1);
  });

  it('whoever is shown again has the list within one round trip, without signing in', async () => {
    const world = await threeTabs();
    world.visible = false;
    for (const [tab, mailbox] of TABS) look(world, tab, mailbox, false);
    await world.clock.advance(REST_AFTER + SPARE_LIFE + 1_000);
    const [kept] = world.openWires;
    const before = kept!.flights.length;
    const dials = world.wires.length;
    world.visible = true;
    look(world, 't1', INBOX, true);
    world.session.pageState(true, true);
    await settle();
    // The SELECT goes with the DONE that frees the line for it.
    expect(kept!.flights.slice(before, before + 2).join('')).toMatch(/^DONE\r\nT\d+ SELECT INBOX/);
    expect(world.log.at(-1)).toContain('INBOX');
    expect(world.services.has(INBOX)).toBe(false);
    await world.clock.advance(1_000);
    expect(world.wires).toHaveLength(dials);
  });
});
