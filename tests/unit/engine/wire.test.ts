/** The wire from the transcript to the page that looks at it. */
import { describe, expect, it } from 'vitest';
import { createEngineClient, type EngineClient } from '../../../lib/engine';
import { createEngineHost } from '../../../lib/engine/host';
import { MAX_PAGE_WIRE_LINES, MAX_WIRE_BATCH } from '../../../lib/engine/limits';
import { PageWire } from '../../../lib/engine/page-wire';
import type { EngineMessage, PageMessage } from '../../../lib/engine/port';
import { Transcript, type TranscriptSink } from '../../../lib/net/transcript';
import { createMemoryStore } from '../../../lib/store';
import { ana, anaId, FakeSession, portPair, settle, VirtualClock } from './support';

const bytes = (text: string) => new TextEncoder().encode(text);

interface Site {
  readonly sinks: TranscriptSink[];
  readonly sessions: FakeSession[];
  openTab(id: string): Promise<{ readonly client: EngineClient; readonly wire: () => EngineMessage[] }>;
}

function site(transcript: Transcript | undefined): Site {
  const clock = new VirtualClock();
  const sinks: TranscriptSink[] = [];
  const sessions: FakeSession[] = [];
  const host = createEngineHost({
    build: 'b1',
    store: createMemoryStore(),
    forgetStrings: () => undefined,
    ...(transcript === undefined ? {} : { transcript }),
    setTimer: clock.setTimer,
    now: () => clock.now,
    schedule: queueMicrotask,
    awaitTabEnd: null,
    createSession: ({ listener, view, keeper, transcript: sink }) => {
      sinks.push(sink);
      const session = new FakeSession(listener, view, keeper);
      sessions.push(session);
      return session;
    },
  });
  return {
    sinks,
    sessions,
    openTab: async (id) => {
      const pair = portPair();
      host.connect(pair.engine);
      const client = createEngineClient();
      client.start({
        build: 'b1',
        bridge: 'ws://localhost/bridge',
        openTab: () => Promise.resolve(id),
        session: id,
        connect: (handlers) => pair.link(handlers),
        reopened: false,
        vault: null,
        loadConfig: () => Promise.reject(new Error('not here')),
        pageState: () => ({ visible: true, online: true }),
        listen: () => () => undefined,
        schedule: queueMicrotask,
        setTimer: clock.setTimer,
        newId: () => id,
        log: () => undefined,
      });
      await settle();
      return { client, wire: () => pair.posted.filter(({ kind }) => kind === 'wire') };
    },
  };
}

const texts = (client: EngineClient) => client.wire.snapshot.lines.map(({ text }) => text);
const nothing = (): void => undefined;

describe('the wire', () => {
  it('tells whose connections they are, as soon as somebody signed in over them', async () => {
    const world = site(new Transcript());
    const { client } = await world.openTab('a');
    const stop = client.wire.subscribe(nothing);
    client.prepare(ana.server);
    await settle();
    world.sinks[0]?.note('c1', 'dial demo');
    await settle();
    expect(client.wire.snapshot.connections.map(({ account }) => account)).toEqual(['']);
    await client.signIn(ana);
    await client.signIn({ ...ana, user: 'ben@example.org' });
    world.sinks[1]?.note('c1', 'dial demo');
    await settle();
    const owners = () => client.wire.snapshot.connections.map(({ id, account }) => [id, account]);
    expect(owners()).toEqual([
      ['1', anaId],
      ['2', 'default:ben@example.org'],
    ]);
    await client.signOut(anaId);
    await settle();
    expect(owners()).toEqual([['2', 'default:ben@example.org']]);
    stop();
  });

  it('is sent to tabs that look at it, first whole, then what is new, one message a turn', async () => {
    const world = site(new Transcript());
    const a = await world.openTab('a');
    const b = await world.openTab('b');
    await a.client.signIn(ana);
    const [sink] = world.sinks;
    sink?.note('1', 'dial demo');
    sink?.received('1', bytes('* OK hello\r\n'));
    await settle();
    expect([a.wire().length, b.wire().length]).toEqual([0, 0]);

    const stop = a.client.wire.subscribe(nothing);
    await settle();
    expect(texts(a.client)).toEqual(['dial demo', '* OK hello']);
    expect(a.client.wire.snapshot.connections).toMatchObject([{ id: '1', mailbox: null, open: true }]);
    const sent = a.wire().length;
    sink?.sent('1', bytes('T1 NOOP\r\n'), []);
    sink?.received('1', bytes('* 1 EXISTS\r\nT1 OK\r\n'));
    sink?.label('1', { mailbox: 'INBOX', role: 'watch' });
    await settle();
    expect(a.wire().length).toBe(sent + 1);
    expect(texts(a.client)).toEqual(['dial demo', '* OK hello', 'T1 NOOP', '* 1 EXISTS', 'T1 OK']);
    expect(a.client.wire.snapshot.connections).toMatchObject([{ mailbox: 'INBOX', role: 'watch' }]);
    expect(b.wire()).toEqual([]);

    stop();
    await settle();
    sink?.received('1', bytes('* 2 EXISTS\r\n'));
    await settle();
    expect(a.wire().length).toBe(sent + 1);
    expect(texts(a.client)).toEqual([]);
  });

  it('is bounded in a turn and in a page', async () => {
    const world = site(new Transcript(20_000));
    const { client, wire } = await world.openTab('a');
    await client.signIn(ana);
    client.wire.subscribe(nothing);
    await settle();
    for (let i = 0; i < 3 * MAX_WIRE_BATCH; i += 1) world.sinks[0]?.received('1', bytes(`* ${i} EXISTS\r\n`));
    await settle();
    const last = wire().at(-1);
    expect(last?.kind === 'wire' && last.update.lines.length).toBe(MAX_WIRE_BATCH);
    expect(texts(client).at(-1)).toBe(`* ${3 * MAX_WIRE_BATCH - 1} EXISTS`);

    const posted: PageMessage[] = [];
    const page = new PageWire((message) => posted.push(message), queueMicrotask);
    page.subscribe(nothing);
    const [line] = client.wire.snapshot.lines;
    if (line === undefined) throw new Error('no line');
    const lines = Array.from({ length: MAX_PAGE_WIRE_LINES + 10 }, (_, id) => ({ ...line, id }));
    page.receive({ reset: false, lines, connections: null });
    await settle();
    expect(page.snapshot.lines.length).toBe(MAX_PAGE_WIRE_LINES);
    expect(page.snapshot.lines[0]?.id).toBe(10);
  });

  it('is cleared for all who look', async () => {
    const world = site(new Transcript());
    const a = await world.openTab('a');
    const b = await world.openTab('b');
    await a.client.signIn(ana);
    world.sinks[0]?.received('1', bytes('* OK hello\r\n'));
    for (const { client } of [a, b]) client.wire.subscribe(nothing);
    await settle();
    expect(texts(b.client)).toEqual(['* OK hello']);
    a.client.wire.clear();
    await settle();
    expect([texts(a.client), texts(b.client)]).toEqual([[], []]);
  });

  it('of an account that signed out is forgotten, with what comes after', async () => {
    const world = site(new Transcript());
    const { client } = await world.openTab('a');
    await client.signIn(ana);
    client.wire.subscribe(nothing);
    world.sinks[0]?.received('1', bytes('* OK hello\r\n'));
    await settle();
    await client.signOut(anaId);
    world.sinks[0]?.received('1', bytes('* BYE\r\n'));
    await settle();
    expect(texts(client)).toEqual([]);
    expect(client.wire.snapshot.connections).toEqual([]);
  });

  it('stays empty in an engine that keeps no record', async () => {
    const { client } = await site(undefined).openTab('a');
    client.wire.subscribe(nothing);
    await settle();
    expect(texts(client)).toEqual([]);
  });
});
