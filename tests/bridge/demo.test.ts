import { connect, createServer, type Socket } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { toMailboxName } from '../../lib/imap/types';
import { type RunningDemo, startDemo } from '../../server/demo';
import { ImapClient } from '../support/imap-client';
import { INBOX, LiveSession } from '../support/live-session';
import { message } from '../support/mail-factory';
import { plainTarget, startBridge } from './harness';

const closers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function demo(port = 0): Promise<{ readonly running: RunningDemo; readonly lines: string[] }> {
  const lines: string[] = [];
  const running = await startDemo({ port, log: (line) => lines.push(line) });
  closers.push(() => running.close());
  return { running, lines };
}

class Client {
  private text = '';
  private readonly waiting: (() => void)[] = [];
  private constructor(readonly socket: Socket) {
    socket.setEncoding('utf8');
    const wake = (): void => {
      for (const check of this.waiting.splice(0)) check();
    };
    socket.on('data', (chunk: string) => {
      this.text += chunk;
      wake();
    });
    socket.on('close', wake);
    socket.on('error', () => undefined);
  }

  static open(port: number): Client {
    const client = new Client(connect(port, '127.0.0.1'));
    closers.push(() => {
      client.socket.destroy();
    });
    return client;
  }

  /** What has come up to the first match, taken away. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.text);
      if (found !== null) {
        const end = found.index + found[0].length;
        const taken = this.text.slice(0, end);
        this.text = this.text.slice(end);
        return taken;
      }
      if (this.socket.closed) throw new Error(`closed after ${JSON.stringify(this.text.slice(-200))}`);
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async ask(command: string): Promise<string> {
    this.socket.write(`t ${command}\n`);
    return this.until(/^t (OK|NO|BAD) .*\r\n/m);
  }
}

describe('the demo on TCP', () => {
  it('speaks to nc: lines ended by LF, the whole mailbox, goodbye', async () => {
    const { running } = await demo();
    const client = Client.open(running.port);
    expect(await client.until(/\r\n/)).toContain('* OK [CAPABILITY IMAP4rev1 IMAP4rev2');
    expect(await client.ask('LOGIN demo@example.org demo')).toContain('t OK');
    expect(await client.ask('SELECT INBOX')).toMatch(/\* \d+ EXISTS/);
    const all = await client.ask('UID FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE RFC822.SIZE)');
    expect(all.match(/^\* \d+ FETCH/gm)?.length).toBeGreaterThan(100);
    expect(await client.ask('LOGOUT')).toContain('* BYE');
    await new Promise<void>((resolve) => {
      if (client.socket.closed) resolve();
      else client.socket.once('close', () => resolve());
    });
  });

  it('tells an idling client what another one did', async () => {
    const { running } = await demo();
    const [one, other] = [Client.open(running.port), Client.open(running.port)];
    for (const client of [one, other]) {
      await client.until(/\r\n/);
      await client.ask('LOGIN demo@example.org demo');
      await client.ask('SELECT Junk');
    }
    other.socket.write('i IDLE\r\n');
    await other.until(/^\+ idling\r\n/m);
    await one.ask('STORE 1 +FLAGS (\\Flagged)');
    expect(await other.until(/FETCH .*\r\n/)).toContain('\\Flagged');
  });

  it('takes a free port when its own is in use, and says so', async () => {
    const squatter = createServer();
    const port = await new Promise<number>((resolve) => {
      squatter.listen(0, '127.0.0.1', () => resolve((squatter.address() as { port: number }).port));
    });
    closers.push(() => new Promise<void>((resolve) => void squatter.close(() => resolve())));
    const { running, lines } = await demo(port);
    expect(running.port).not.toBe(port);
    expect(lines).toEqual([
      `port ${port} is in use: the demo's IMAP server listens on ${running.port} instead`,
    ]);
  });

  it('survives clients that vanish in the middle of everything', async () => {
    const { running, lines } = await demo();
    for (const text of [
      'a LOGIN demo@example.org demo\r\nb SELECT INBOX\r\nc FETCH 1:* BODY.PEEK[]\r\n',
      'a APPEND INBOX {100000}\r\n',
      '\0\0\xff\r\n',
    ]) {
      const client = Client.open(running.port);
      await client.until(/\r\n/);
      client.socket.write(text, 'latin1');
      await client.until(/\r\n/);
      client.socket.resetAndDestroy();
    }
    const last = Client.open(running.port);
    await last.until(/\r\n/);
    expect(await last.ask('NOOP')).toContain('t OK');
    expect(lines).toEqual([]);
  });

  it('takes a large APPEND and gives it back octet by octet', async () => {
    const { running } = await demo();
    const client = Client.open(running.port);
    await client.until(/\r\n/);
    await client.ask('LOGIN demo@example.org demo');
    const body = `Subject: large\r\n\r\n${'0123456789abcdef\r\n'.repeat(150_000)}`;
    client.socket.write(`t APPEND Archive {${body.length}}\r\n`);
    await client.until(/^\+ /m);
    client.socket.write(`${body}\r\n`);
    expect(await client.until(/^t .*\r\n/m)).toContain('APPENDUID');
    await client.ask('SELECT Archive');
    const back = await client.ask('FETCH * BODY.PEEK[]');
    expect(back.includes(body)).toBe(true);
  });
});

describe('the demo through the bridge', () => {
  it('other folders count and come by themselves, without polling, and the space used is told', async () => {
    const { running } = await demo();
    const bridge = await startBridge({ target: plainTarget(running.port) });
    const live = new LiveSession({ origin: bridge.origin });
    live.session.watch('t1', INBOX);
    const target = {
      id: 'demo',
      name: 'Demo',
      target: 'default-imap',
      tls: 'none',
      security: 'loopback',
    } as const;
    const result = await live.session.signIn({ target, user: 'demo@example.org', password: 'demo' });
    expect(result).toMatchObject({ ok: true, value: { mechanism: 'SCRAM-SHA-256' } });
    const familia = toMailboxName('Familia');
    await live.until('counters', () => live.counters.has(familia));
    await live.until('the quota', () => live.quota !== undefined);
    expect(live.quota).toMatchObject({ unit: 'bytes', limit: 50 * 1024 * 1024 });
    const counted = (): number =>
      live.transcript.lines().filter(({ direction, text }) => direction === 'C' && text.includes(' STATUS '))
        .length;
    const [unread, asked] = [live.counters.get(familia) ?? 0, counted()];

    const other = await ImapClient.connect({ port: running.port });
    await other.login('demo@example.org', 'demo');
    await other.append('Familia', [{ message: message(1, { kind: 'plain' }) }]);
    await live.until('one more', () => live.counters.get(familia) === unread + 1);
    await other.select('Familia');
    await other.store('1:*', '+FLAGS.SILENT (\\Seen)');
    await live.until('none', () => live.counters.get(familia) === 0);
    await other.create('Novedades');
    await live.until('the new folder', () => live.folders.some(({ name }) => name === 'Novedades'));
    // The new folder is counted once; nothing else was asked.
    expect(counted() - asked).toBeLessThanOrEqual(1);
    await other.logout();
    await live.session.signOut();
    expect(live.problems).toEqual([]);
  });
});
