/** COMPRESS in the driver: when it is asked for, the exact octet of the switch, and what a server can do wrong with it. */
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compress, list, noop, PeerMemory } from '../../../lib/imap';
import type { CommandOutcome } from '../../../lib/imap/types';
import type { AppError } from '../../../lib/mail/types';
import type { InflateHandlers, MakeInflater } from '../../../lib/net/deflate';
import { Transcript } from '../../../lib/net/transcript';
import type { TransportFacts, TransportHandlers } from '../../../lib/net/transport';
import { Link, type LinkHandlers } from '../../../lib/session/link';
import type { SessionEnvironment } from '../../../lib/session/types';
import { settle, TARGET, VirtualClock } from '../../support/session-world';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const HELLO = '* PREAUTH [CAPABILITY IMAP4rev1 IDLE COMPRESS=DEFLATE] hello\r\n';

/** zlib without its threads: what was written is handed out in the same call. */
const syncInflate: MakeInflater = ({ onBytes, onBroken }: InflateHandlers) => {
  let all = Buffer.alloc(0);
  let told = 0;
  let stopped = false;
  return {
    write: (piece) => {
      all = Buffer.concat([all, piece]);
      try {
        const out = inflateRawSync(all, { finishFlush: constants.Z_SYNC_FLUSH });
        const fresh = new Uint8Array(out.subarray(told));
        told = out.length;
        if (!stopped && fresh.length > 0) onBytes(fresh);
      } catch (error) {
        if (!stopped) onBroken('compressed-broken', String(error));
        stopped = true;
      }
    },
    end: (then) => then(),
    stop: () => {
      stopped = true;
    },
  };
};

class World {
  readonly clock = new VirtualClock();
  readonly transcript = new Transcript(100);
  readonly link: Link;
  lost: AppError | null | undefined;
  /** As on the wire. */
  sent = Buffer.alloc(0);
  #said = '';
  #handlers: TransportHandlers | null = null;

  constructor(facts: Partial<TransportFacts> | null = {}, inflate: MakeInflater | null = syncInflate) {
    const env: SessionEnvironment = {
      dial: (_target, handlers) => {
        this.#handlers = handlers;
        return {
          send: (octets) => {
            this.sent = Buffer.concat([this.sent, octets]);
          },
          buffered: 0,
          close: () => undefined,
        };
      },
      derive: () => Promise.reject(new Error('not asked')),
      ...(inflate === null ? {} : { inflate }),
      random: (count) => new Uint8Array(count),
      now: () => this.clock.now,
      setTimer: this.clock.setTimer,
      transcript: this.transcript,
      visible: () => true,
      online: () => true,
      log: () => undefined,
    };
    const nothing = (): void => undefined;
    const hooks: LinkHandlers = {
      onGreeting: nothing,
      onUntagged: nothing,
      onSelected: nothing,
      onSelecting: () => null,
      onAnswered: nothing,
      onRead: nothing,
      onDeselected: nothing,
      onFree: nothing,
      onPolled: nothing,
      onLost: (_link, error) => {
        this.lost = error;
      },
    };
    this.link = new Link('1', TARGET, env, hooks, new PeerMemory());
    this.#handlers?.onOpen({
      security: 'tls',
      host: 'mail.example.org',
      port: 993,
      tls: null,
      // Null: a bridge that does not say.
      ...(facts === null ? {} : { packed: false, ...facts }),
    });
    this.plain(HELLO);
  }

  plain(text: string): void {
    this.raw(bytes(text));
  }

  raw(octets: Uint8Array): void {
    this.#handlers?.onBytes(octets);
  }

  /** What deflate makes of it, in the server's one stream. */
  deflated(text: string): Uint8Array {
    const before = this.#deflate(this.#said).length;
    this.#said += text;
    return this.#deflate(this.#said).subarray(before);
  }

  end(error: AppError | null): void {
    this.#handlers?.onClose(error);
  }

  /** What was sent since the last call, as the server reads it. */
  client(): string {
    const text = this.sent.toString('latin1');
    this.sent = Buffer.alloc(0);
    return text;
  }

  /** The same, deflated. */
  inflatedClient(): string {
    const text = inflateRawSync(this.sent, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1');
    this.sent = Buffer.alloc(0);
    return text;
  }

  async compressed(rest = ''): Promise<void> {
    this.link.ready = true;
    this.link.settle();
    await this.clock.advance(1_000);
    expect(this.client()).toBe('T1 COMPRESS DEFLATE\r\n');
    const tail = rest === '' ? new Uint8Array(0) : this.deflated(rest);
    this.raw(Buffer.concat([bytes('T1 OK DEFLATE active\r\n'), tail]));
    await settle();
  }

  lines(): string[] {
    return this.transcript.lines().map(({ direction, text }) => `${direction} ${text}`);
  }

  /** Each piece by itself, as with Z_SYNC_FLUSH between them: stored, since one stream of zlib's sync calls cannot be continued. */
  #deflate(text: string): Uint8Array {
    const out: Buffer[] = [];
    for (const line of text.split(/(?<=\n)/)) {
      if (line === '') continue;
      out.push(deflateRawSync(Buffer.from(line, 'latin1'), { finishFlush: constants.Z_SYNC_FLUSH }));
    }
    return new Uint8Array(Buffer.concat(out));
  }
}

describe('COMPRESS is asked for', () => {
  it('in the first quiet moment after sign-in, once, and IDLE or polling follows', async () => {
    const world = new World();
    world.link.settle();
    await world.clock.advance(10_000);
    // Not before anybody is signed in.
    expect(world.client()).toBe('');
    await world.compressed();
    await world.clock.advance(40_000);
    expect(world.inflatedClient()).toBe('T2 NOOP\r\n');
    expect(world.lines()).toContain('* compressed');
  });

  it.each([
    ['the tunnel compresses by itself', { packed: true }, syncInflate],
    ['the server is in this very process', { security: 'memory' as const }, syncInflate],
    ['nothing here can inflate', {}, null],
  ])('never where %s', async (_name, facts, inflate) => {
    const world = new World(facts, inflate);
    world.link.ready = true;
    world.link.settle();
    await world.clock.advance(100_000);
    expect(world.client()).not.toContain('COMPRESS');
  });

  it('never while nobody knows whether the tunnel compresses', async () => {
    expect(new World().link.driver.canCompress).toBe(true);
    const world = new World(null);
    expect(world.link.driver.canCompress).toBe(false);
  });

  it('never again after a refusal', async () => {
    const world = new World();
    world.link.ready = true;
    world.link.settle();
    await world.clock.advance(1_000);
    expect(world.client()).toBe('T1 COMPRESS DEFLATE\r\n');
    world.plain('T1 NO not today\r\n');
    await world.clock.advance(100_000);
    expect(world.client()).toMatch(/^T2 NOOP\r\n/);
    expect(world.link.driver.canCompress).toBe(false);
  });
});

describe('a server that offers it and cannot do it', () => {
  const refused = (world: World): boolean => world.link.driver.peer.refused.has('COMPRESS=DEFLATE');

  it('broken data: the next connection does without', async () => {
    const world = new World();
    await world.compressed('* OK first words\r\n');
    expect(refused(world)).toBe(false);
    world.raw(new Uint8Array([0x07, 1, 2, 3]));
    await settle();
    expect(world.lost).toMatchObject({ values: { detail: 'compressed-broken' } });
    expect(refused(world)).toBe(true);
  });

  it('the connection ends, or falls silent, before the answer or before a word comes compressed: the same', async () => {
    const asked = new World();
    asked.link.ready = true;
    asked.link.settle();
    await asked.clock.advance(1_000);
    asked.end({ code: 'bridge-closed' });
    await settle();
    expect(refused(asked)).toBe(true);
    const silent = new World();
    await silent.compressed();
    silent.link.send(noop(), () => undefined);
    await silent.clock.advance(200_000);
    expect(silent.lost).toMatchObject({ code: 'too-slow' });
    expect(refused(silent)).toBe(true);
  });

  it('a connection that spoke compressed and goes later says nothing about it', async () => {
    const world = new World();
    await world.compressed('* OK first words\r\n');
    world.end({ code: 'bridge-closed' });
    await settle();
    expect(world.lost).toMatchObject({ code: 'bridge-closed' });
    expect(refused(world)).toBe(false);
  });
});

describe('after its OK', () => {
  it('both directions change at the very next octet, and the record shows what they say', async () => {
    const world = new World();
    await world.compressed('* OK first words\r\n');
    let outcome: CommandOutcome<unknown> | undefined;
    world.link.send(list(), (told) => {
      outcome = told;
    });
    await settle();
    expect(world.inflatedClient()).toBe('T2 LIST "" "*"\r\n');
    const answer = world.deflated('* LIST () "/" INBOX\r\nT2 OK listed\r\n');
    for (const octet of answer) world.raw(new Uint8Array([octet]));
    expect(outcome).toMatchObject({ ok: true, value: { entries: [{ name: 'INBOX' }] } });
    expect(world.lines().slice(-6)).toEqual([
      'S T1 OK DEFLATE active',
      '* compressed',
      'S * OK first words',
      'C T2 LIST "" "*"',
      'S * LIST () "/" INBOX',
      'S T2 OK listed',
    ]);
  });

  it('what waited behind it leaves deflated', async () => {
    const world = new World();
    world.link.send(compress(), () => undefined);
    world.link.send(noop(), () => undefined);
    await settle();
    expect(world.client()).toBe('T1 COMPRESS DEFLATE\r\n');
    world.plain('T1 OK\r\n');
    await settle();
    expect(world.sent[0]).toBe(0);
    expect(world.inflatedClient()).toBe('T2 NOOP\r\n');
  });

  it('P13: plain octets behind it in the same chunk are compressed data, and broken: the connection ends with a reason', async () => {
    const world = new World();
    let outcome: CommandOutcome<unknown> | undefined;
    world.link.send(compress(), () => undefined);
    world.link.send(noop(), (told) => {
      outcome = told;
    });
    await settle();
    world.plain('T1 OK\r\n* BYE injected\r\nT2 OK injected\r\n');
    await settle();
    expect(world.lost).toMatchObject({ code: 'server-protocol', values: { detail: 'compressed-broken' } });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'closed' } });
    expect(world.lines().join('\n')).not.toContain('injected');
  });

  it('P13: broken data later settle what is in flight, once', async () => {
    const world = new World();
    await world.compressed();
    const outcomes: CommandOutcome<unknown>[] = [];
    world.link.send(noop(), (told) => void outcomes.push(told));
    await settle();
    world.raw(new Uint8Array([0x07, 1, 2, 3]));
    world.raw(world.deflated('T2 OK\r\n'));
    await settle();
    expect(outcomes).toMatchObject([{ ok: false, failure: { kind: 'closed', sent: true } }]);
    expect(world.lost).toMatchObject({ values: { detail: 'compressed-broken' } });
  });

  it('what is still being inflated is read before the end is told: why the server left', async () => {
    let finish: () => void = () => undefined;
    const late: MakeInflater = (handlers, turn) => {
      const inner = syncInflate(handlers, turn);
      const waiting: Uint8Array[] = [];
      return {
        write: (piece) => void waiting.push(piece),
        end: (then) => {
          finish = () => {
            for (const piece of waiting) inner.write(piece);
            then();
          };
        },
        stop: () => inner.stop(),
      };
    };
    const world = new World({}, late);
    await world.compressed('* BYE too many sessions\r\n');
    world.end({ code: 'bridge-closed' });
    await settle();
    expect(world.lost).toBeUndefined();
    finish();
    await settle();
    expect(world.lost).toMatchObject({ code: 'too-many-connections', serverText: 'too many sessions' });
  });
});
