/**
 * A session on a virtual clock, joined to the in-memory server by transports that can be counted, read and cut. The model behind
 * it is the product's own, so a test can compare what a person would see with what the server holds.
 */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { furnish, ImapServer, type Personality, type ServerCrypto } from '../../lib/imap-server';
import { toMailboxName, type ListEntry, type MailboxName, type Uid } from '../../lib/imap/types';
import { Mailbox } from '../../lib/mail';
import type { AppError, ConnectionStatus, Op, OpState } from '../../lib/mail/types';
import { dialMemory } from '../../lib/net/memory';
import { Transcript } from '../../lib/net/transcript';
import type { Transport, TransportHandlers } from '../../lib/net/transport';
import {
  createSession,
  type ModelView,
  type Service,
  type Session,
  type SessionEnvironment,
  type SessionListener,
  type SessionTarget,
  type WorkKeeper,
} from '../../lib/session';

export const TARGET: SessionTarget = {
  id: 'demo',
  name: 'Demo',
  target: 'demo',
  tls: 'none',
  security: 'loopback',
};
export const USER = { user: 'ana@example.org', password: 'correct horse' };
export const INBOX = toMailboxName('INBOX');

const FOLDERS = [
  ['Sent', '\\Sent'],
  ['Trash', '\\Trash'],
  ['Drafts', '\\Drafts'],
  ['Archive', '\\Archive'],
] as const;

/** Time that moves only when told. */
export class VirtualClock {
  now = 1_800_000_000_000;
  private timers: { at: number; order: number; fn: () => void }[] = [];
  private order = 0;

  readonly setTimer = (ms: number, fn: () => void): (() => void) => {
    const timer = { at: this.now + ms, order: (this.order += 1), fn };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  get pending(): number {
    return this.timers.length;
  }

  /** Lets promises settle, then runs what is due, in order, up to `ms` from now. */
  async advance(ms: number): Promise<void> {
    const until = this.now + ms;
    await settle();
    for (;;) {
      const due = this.timers
        .filter(({ at }) => at <= until)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((other) => other !== due);
      this.now = Math.max(this.now, due.at);
      due.fn();
      await settle();
    }
    this.now = until;
    await settle();
  }
}

/** Microtasks until nothing can be left: every chain in the product is far shorter. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 300; i += 1) await Promise.resolve();
}

export interface Wire {
  readonly transport: Transport;
  /** Text of each send: one entry is one flight of the client. */
  readonly flights: string[];
  received: string;
  open: boolean;
  /** The network breaks: the client is told, the server's side ends. */
  readonly cut: (error?: AppError) => void;
  /** The server says this, whatever the one in memory says. */
  readonly say: (text: string) => void;
  /** The network goes silent: nothing arrives any more on either side. */
  readonly freeze: () => void;
  /** The client is gone, and the server notices. */
  readonly abandon: () => void;
}

export interface WorldOptions {
  /** A second client of that world's server, on its clock. */
  readonly beside?: SessionWorld;
  /** What is written down of waiting work: outlives this world when given to the next. */
  readonly book?: Map<string, unknown>;
  /** Writing it down never ends. */
  readonly silentBook?: boolean;
  readonly capabilities?: readonly string[];
  readonly messages?: number;
  readonly scram?: boolean;
  /** Whose manners the server has. Its silent connections are ended as time goes on, and a model that finds itself contradicted opens anew. */
  readonly personality?: Personality;
  /** May answer for the server, or refuse a dial. */
  readonly onDial?: (dial: number) => AppError | 'silent' | null;
  /** Called with every send of the client before the server sees it; false drops it and the connection. */
  readonly onSend?: (text: string, wire: Wire, dial: number) => boolean;
  /** Octets the server may send on connection number `dial` before it is cut. */
  readonly cutAfter?: (dial: number) => number | null;
}

export class SessionWorld {
  readonly clock: VirtualClock;
  readonly server: ImapServer;
  readonly session: Session;
  readonly wires: Wire[] = [];
  readonly transcript = new Transcript(10_000);
  readonly log: string[] = [];
  readonly statuses: ConnectionStatus[] = [];
  /** The mailboxes shown that are not live. */
  services: ReadonlyMap<MailboxName, Service> = new Map();
  readonly opStates: { readonly op: Op; readonly state: OpState }[] = [];
  readonly problems: string[] = [];
  readonly models = new Map<MailboxName, Mailbox>();
  readonly failures: { readonly mailbox: MailboxName; readonly error: AppError }[] = [];
  signedOut: { readonly error: AppError | null } | null = null;
  folders: readonly string[] = [];
  entries: readonly ListEntry[] = [];
  readonly counters = new Map<string, number | undefined>();
  readonly unseen = new Map<string, number>();
  visible = true;
  online = true;
  /** Answers a flight in the server's place, which does not see it then; null leaves it to the server. */
  answer: ((flight: string) => string | null) | null = null;
  private readonly options: WorldOptions;
  private isDead = false;

  constructor(options: WorldOptions = {}) {
    this.options = options;
    this.clock = options.beside?.clock ?? new VirtualClock();
    this.server = options.beside?.server ?? this.furnished();
    if (options.personality?.limits?.silence !== undefined) this.watchSilence();
    this.deliver(options.messages ?? 0);
    const env: SessionEnvironment = {
      dial: (_target, handlers) => this.dial(handlers),
      derive: ({ hash, password, salt, iterations, length }) =>
        Promise.resolve(
          new Uint8Array(pbkdf2Sync(password, salt, iterations, length, hash.replace('-', '').toLowerCase())),
        ),
      random: (bytes) => new Uint8Array(bytes).fill(128),
      now: () => this.clock.now,
      setTimer: this.clock.setTimer,
      transcript: this.transcript,
      visible: () => this.visible,
      online: () => this.online,
      log: (level, text) => {
        if (level !== 'info') this.problems.push(`${level}: ${text}`);
      },
    };
    const view: ModelView = {
      isKnown: (mailbox, seq) => this.models.get(mailbox)?.isKnown(seq) ?? false,
      seqOf: (mailbox, uid) => this.models.get(mailbox)?.seqOf(uid) ?? null,
      knownRuns: (mailbox) => this.models.get(mailbox)?.known.runs() ?? null,
    };
    const { book } = options;
    const keeper: WorkKeeper | null =
      book === undefined
        ? null
        : {
            put: (id, value) => this.write(() => book.set(id, structuredClone(value))),
            drop: (id) => this.write(() => book.delete(id)),
          };
    this.session = createSession(env, this.listener(), view, keeper);
  }

  deliver(count: number, mailbox = 'INBOX', prefix = 'Message'): void {
    for (let i = 1; i <= count; i += 1) {
      const raw = `From: Bo <bo@example.com>\r\nTo: ana@example.org\r\nSubject: ${prefix} ${i}\r\nMessage-ID: <${prefix}-${i}-${this.clock.now}@example.com>\r\n\r\nBody ${i}\r\n`;
      this.server.deliver(USER.user, mailbox, new TextEncoder().encode(raw));
    }
  }

  /** Where the server keeps what others call `Archive`, `Trash` and so on. */
  place(name: string): MailboxName {
    return toMailboxName(this.server.place(name));
  }

  /** The engine is gone in this moment, as when a tab is killed: what it meant to send or to write down it does not. */
  crash(): void {
    this.isDead = true;
    for (const wire of this.openWires) wire.abandon();
  }

  private async write(act: () => unknown): Promise<void> {
    if (this.isDead || this.options.silentBook === true) return new Promise(() => undefined);
    act();
    return undefined;
  }

  async signIn(): Promise<void> {
    const done = this.session.signIn({ target: TARGET, ...USER });
    await settle();
    const result = await done;
    if (!result.ok) throw new Error(`sign-in failed: ${result.error.code}`);
    await settle();
  }

  get wire(): Wire {
    const wire = this.wires.at(-1);
    if (wire === undefined) throw new Error('nothing dialled');
    return wire;
  }

  get openWires(): readonly Wire[] {
    return this.wires.filter(({ open }) => open);
  }

  model(mailbox: MailboxName = INBOX): Mailbox {
    const model = this.models.get(mailbox);
    if (model === undefined) throw new Error(`${mailbox} was never opened`);
    return model;
  }

  /** Subjects the model shows, newest first; null for rows not loaded. */
  subjects(mailbox: MailboxName = INBOX): (string | null)[] {
    const { list } = this.model(mailbox);
    return Array.from({ length: list.exists }, (_, position) => list.rowAt(position)?.subject ?? null);
  }

  uids(mailbox: string = 'INBOX'): readonly Uid[] {
    const found = this.server.account(USER.user)?.mailbox(mailbox);
    return (found?.messages ?? []).map(({ uid }) => uid as Uid);
  }

  op(id: string, uids: readonly Uid[], action: Op['action'], mailbox: MailboxName = INBOX): Op {
    const uidValidity = this.model(mailbox).list.uidValidity;
    return { id, account: 'a', mailbox, uidValidity, uids, action };
  }

  stateOf(id: string): OpState | undefined {
    return this.opStates.filter(({ op }) => op.id === id).at(-1)?.state;
  }

  private furnished(): ImapServer {
    const { capabilities, scram, personality } = this.options;
    const server = new ImapServer({
      now: () => this.clock.now,
      users: [USER],
      ...(capabilities === undefined ? {} : { capabilities }),
      ...(scram === true ? { crypto: nodeCrypto } : {}),
      ...(personality === undefined ? {} : { personality }),
    });
    furnish(server, USER.user, FOLDERS);
    return server;
  }

  private watchSilence(): void {
    this.clock.setTimer(10_000, () => {
      this.server.expire();
      this.watchSilence();
    });
  }

  private dial(handlers: TransportHandlers): Transport {
    const number = this.wires.length + 1;
    const refusal = this.isDead ? 'silent' : (this.options.onDial?.(number) ?? null);
    let alive = true;
    let frozen = false;
    let budget = this.options.cutAfter?.(number) ?? null;
    const peer = this.server.connect();
    const finish = (error: AppError | null): void => {
      if (!alive) return;
      alive = false;
      wire.open = false;
      peer.end();
      handlers.onClose(error);
    };
    const inner = dialMemory(peer, {
      onOpen: (facts) => {
        if (alive && refusal === null) handlers.onOpen(facts);
      },
      onBytes: (bytes) => {
        if (!alive || frozen || refusal !== null) return;
        const piece = budget === null ? bytes : bytes.subarray(0, budget);
        if (budget !== null) budget -= piece.length;
        wire.received += new TextDecoder('latin1').decode(piece);
        if (piece.length > 0) handlers.onBytes(piece.slice());
        if (budget === 0) finish({ code: 'bridge-closed' });
      },
      onClose: (error) => finish(error),
    });
    const wire: Wire = {
      flights: [],
      received: '',
      open: true,
      cut: (error = { code: 'bridge-closed' }) => finish(error),
      say: (text) => handlers.onBytes(new TextEncoder().encode(text)),
      freeze: () => {
        frozen = true;
      },
      abandon: () => {
        alive = false;
        wire.open = false;
        // What was sent last is with the server, which notices only then that nobody listens.
        void settle().then(() => peer.end());
      },
      transport: {
        send: (bytes) => {
          if (!alive) return;
          const text = new TextDecoder('latin1').decode(bytes);
          wire.flights.push(text);
          if (frozen) return;
          const answer = this.answer?.(text.trimEnd()) ?? null;
          if (this.options.onSend?.(text, wire, number) === false) finish({ code: 'bridge-closed' });
          else if (answer === null) inner.send(bytes.slice());
          else queueMicrotask(() => wire.say(answer));
        },
        get buffered() {
          return inner.buffered;
        },
        close: () => queueMicrotask(() => finish(null)),
      },
    };
    this.wires.push(wire);
    if (refusal !== null && refusal !== 'silent') queueMicrotask(() => finish(refusal));
    return wire.transport;
  }

  private listener(): SessionListener {
    const note = (text: string): void => void this.log.push(text);
    const apply = (
      mailbox: MailboxName,
      change: (model: Mailbox) => { readonly resync: string | null },
    ): void => {
      const model = this.models.get(mailbox);
      if (model === undefined) this.problems.push(`event for ${mailbox} before it was opened`);
      else {
        const { resync } = change(model);
        if (resync !== null) this.problems.push(`resync wanted: ${resync}`);
      }
    };
    return {
      connection: (status) => void this.statuses.push(status),
      services: (services) => {
        this.services = services;
      },
      folders: (entries) => {
        this.entries = entries;
        this.folders = entries.map(({ name }) => name);
        note(`folders ${entries.length}`);
      },
      folderRenamed: (from, to) => note(`renamed ${from} > ${to}`),
      quota: (quota) => note(`quota ${quota === null ? 'none' : `${quota.used}/${quota.limit}`}`),
      status: (mailbox, status) => {
        if (status.messages !== undefined) this.counters.set(mailbox, status.messages);
        if (status.unseen !== undefined) this.unseen.set(mailbox, status.unseen);
        note(`status ${mailbox}`);
      },
      mailboxOpened: (mailbox, info) => {
        if (!this.models.has(mailbox)) this.models.set(mailbox, new Mailbox());
        apply(mailbox, (model) => model.opened(info));
        note(`opened ${mailbox} ${info.exists}${info.resumed ? ' resumed' : ''}`);
      },
      exists: (mailbox, count) => {
        apply(mailbox, (model) => model.exists(count));
        note(`exists ${mailbox} ${count}`);
      },
      expunged: (mailbox, seq) => {
        apply(mailbox, (model) => model.expunged(seq));
        note(`expunged ${mailbox} ${seq}`);
      },
      vanished: (mailbox, uids) => apply(mailbox, (model) => model.vanished(uids)),
      fetched: (mailbox, rows) => {
        apply(mailbox, (model) => model.fetched(rows));
        note(`fetched ${mailbox} ${rows.map(({ seq }) => seq).join(',')}`);
      },
      mailboxFailed: (mailbox, error) => {
        this.failures.push({ mailbox, error });
        note(`failed ${mailbox} ${error.code}`);
      },
      opState: (op, state) => {
        this.opStates.push({ op, state });
        note(`op ${op.id} ${state.kind}`);
      },
      jobState: ({ id, job }, state) => note(`job ${id} ${job.mailbox} ${state.kind}`),
      signedOut: (error) => {
        this.signedOut = { error };
        note('signed out');
      },
    };
  }
}

const nodeCrypto: ServerCrypto = {
  sha1: (data) => new Uint8Array(createHash('sha1').update(data).digest()),
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  hmac: (hash, key, data) => new Uint8Array(createHmac(nodeName(hash), key).update(data).digest()),
  pbkdf2: (hash, password, salt, iterations, length) =>
    new Uint8Array(pbkdf2Sync(password, salt, iterations, length, nodeName(hash))),
};

function nodeName(hash: string): string {
  return hash.replace('-', '').toLowerCase();
}
