/**
 * A session on a virtual clock, joined to the in-memory server by transports that can be counted, read and cut. The model behind
 * it is the product's own, so a test can compare what a person would see with what the server holds.
 */
import { pbkdf2Sync } from 'node:crypto';
import type { ImapServer } from '../../lib/imap-server';
import { toMailboxName, type ListEntry, type MailboxName, type Uid } from '../../lib/imap/types';
import { Mailbox } from '../../lib/mail';
import type { AppError, ConnectionStatus, Op, OpState } from '../../lib/mail/types';
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
import { furnished, USER, type ServerOptions } from './session-server';
import { layWire, type Wire } from './session-wire';
import { settle, VirtualClock } from './virtual-clock';

export { settle, USER, VirtualClock, type Wire };

export const TARGET: SessionTarget = {
  id: 'demo',
  name: 'Demo',
  target: 'demo',
  tls: 'none',
  security: 'loopback',
};
export const INBOX = toMailboxName('INBOX');

export interface WorldOptions extends ServerOptions {
  /** A second client of that world's server, on its clock. */
  readonly beside?: SessionWorld;
  /** What is written down of waiting work: outlives this world when given to the next. */
  readonly book?: Map<string, unknown>;
  /** Writing it down never ends. */
  readonly silentBook?: boolean;
  readonly messages?: number;
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
    this.server = options.beside?.server ?? furnished(this.clock, options);
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

  private watchSilence(): void {
    this.clock.setTimer(10_000, () => {
      this.server.expire();
      this.watchSilence();
    });
  }

  private dial(handlers: TransportHandlers): Transport {
    const number = this.wires.length + 1;
    const { onDial, onSend, cutAfter } = this.options;
    const refusal = this.isDead ? 'silent' : (onDial?.(number) ?? null);
    const wire = layWire(this.server.connect(), handlers, {
      refusal,
      octets: cutAfter?.(number) ?? null,
      onSend: (text, it) => onSend?.(text, it, number) !== false,
      answer: (flight) => this.answer?.(flight) ?? null,
    });
    this.wires.push(wire);
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
