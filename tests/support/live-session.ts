/** The product's session in Node: real clock, real bridge, the ws package's WebSocket, the product's own model behind it. */
import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { deriveKey } from '../../lib/engine/derive';
import { toMailboxName, type BodyStructure, type MailboxName, type Uid } from '../../lib/imap/types';
import { Mailbox, type MessageRow, type Quota, type UidRun } from '../../lib/mail';
import type { AppError, ConnectionStatus, Op, OpAction, OpState } from '../../lib/mail/types';
import { Transcript } from '../../lib/net/transcript';
import { nativeInflate } from '../../lib/net/deflate';
import { dialWebSocket, type WebSocketLike } from '../../lib/net/ws';
import { createSession, type PictureNumbers, type Session } from '../../lib/session';

export const INBOX = toMailboxName('INBOX');
const WAIT_MS = 30_000;
const inflate = nativeInflate();

export interface LiveOptions {
  /** Origin of the page, e.g. `http://127.0.0.1:1234`; the bridge is its `/bridge`. */
  readonly origin: string;
  /** How many times faster than the wall its clock goes: for timeouts of many seconds. */
  readonly clockRate?: number;
}

/** A mailbox as it was left. */
export interface Picture {
  readonly numbers: PictureNumbers;
  readonly readOnly: boolean;
  readonly runs: readonly UidRun[];
  readonly rows: readonly MessageRow[];
}

export class LiveSession {
  readonly session: Session;
  readonly transcript = new Transcript(20_000);
  readonly models = new Map<MailboxName, Mailbox>();
  readonly statuses: ConnectionStatus[] = [];
  readonly ops = new Map<string, OpState>();
  readonly problems: string[] = [];
  readonly counters = new Map<MailboxName, number | undefined>();
  readonly structures = new Map<Uid, BodyStructure>();
  readonly opened: string[] = [];
  readonly renames: string[] = [];
  quota: Quota | null | undefined;
  folders: readonly { readonly name: string; readonly attributes: readonly string[] }[] = [];
  signedOut: AppError | null | undefined;
  /** Sends of the client: one is one flight. */
  flights = 0;
  private readonly waiting = new Set<() => void>();

  constructor({ origin, clockRate = 1 }: LiveOptions) {
    const changed = (): void => {
      for (const check of this.waiting) check();
    };
    this.session = createSession(
      {
        dial: (to, handlers) => {
          const transport = dialWebSocket(
            {
              url: `${origin.replace(/^http/, 'ws')}/bridge`,
              target: to.target,
              plainSecurity: 'loopback',
              makeSocket: (url, protocol) =>
                new WebSocket(url, protocol, { origin }) as unknown as WebSocketLike,
            },
            handlers,
          );
          return {
            send: (bytes) => {
              this.flights += 1;
              transport.send(bytes);
            },
            get buffered() {
              return transport.buffered;
            },
            startTls: (parsed) => transport.startTls?.(parsed),
            close: () => transport.close(),
          };
        },
        derive: (need) => deriveKey(need),
        ...(inflate === null ? {} : { inflate }),
        random: (count) => new Uint8Array(randomBytes(count)),
        now: () => Date.now() * clockRate,
        setTimer: (ms, fn) => {
          const timer = setTimeout(fn, ms / clockRate);
          return () => clearTimeout(timer);
        },
        transcript: this.transcript,
        visible: () => true,
        online: () => true,
        log: (level, text) => void (level === 'info' ? undefined : this.problems.push(text)),
      },
      {
        services: () => undefined,
        connection: (status) => {
          this.statuses.push(status);
          changed();
        },
        folders: (entries) => {
          this.folders = entries;
          changed();
        },
        folderRenamed: (from, to) => {
          this.renames.push(`${from} > ${to}`);
          changed();
        },
        quota: (quota) => {
          this.quota = quota;
          changed();
        },
        status: (mailbox, status) => {
          if (status.unseen !== undefined) this.counters.set(mailbox, status.unseen);
          changed();
        },
        mailboxOpened: (mailbox, info) => {
          this.opened.push(`${mailbox}${info.resumed ? ' resumed' : ''}`);
          this.apply(mailbox, (model) => model.opened(info));
        },
        exists: (mailbox, count) => this.apply(mailbox, (model) => model.exists(count)),
        expunged: (mailbox, seq) => this.apply(mailbox, (model) => model.expunged(seq)),
        vanished: (mailbox, uids) => this.apply(mailbox, (model) => model.vanished(uids)),
        fetched: (mailbox, rows) => {
          for (const { items } of rows) {
            if (items.uid !== undefined && items.bodyStructure !== undefined)
              this.structures.set(items.uid, items.bodyStructure);
          }
          this.apply(mailbox, (model) => model.fetched(rows));
        },
        mailboxFailed: (mailbox, error) => void this.problems.push(`${mailbox}: ${error.code}`),
        opState: (op, state) => {
          this.ops.set(op.id, state);
          changed();
        },
        jobState: () => undefined,
        signedOut: (error) => {
          this.signedOut = error;
          changed();
        },
      },
      {
        isKnown: (mailbox, seq) => this.models.get(mailbox)?.isKnown(seq) ?? false,
        seqOf: (mailbox, uid) => this.models.get(mailbox)?.seqOf(uid) ?? null,
        knownRuns: (mailbox) => this.models.get(mailbox)?.known.runs() ?? null,
      },
    );
    this.changed = changed;
  }

  private readonly changed: () => void;

  model(mailbox: MailboxName = INBOX): Mailbox {
    const model = this.models.get(mailbox) ?? new Mailbox();
    this.models.set(mailbox, model);
    return model;
  }

  /** What a store would keep of a mailbox now. */
  picture(mailbox: MailboxName = INBOX): Picture {
    const numbers = this.session.agreed(mailbox);
    if (numbers === null) throw new Error(`${mailbox} is not settled`);
    const { known, list } = this.model(mailbox);
    return { numbers, readOnly: list.readOnly, runs: known.runs(), rows: [...list.rows()] };
  }

  /** Opens a mailbox as it was left by another session, ahead of the server. */
  takeOver(picture: Picture, mailbox: MailboxName = INBOX): void {
    if (!this.session.remember(mailbox, picture.numbers)) throw new Error(`${mailbox} is open already`);
    this.model(mailbox).hydrate({ ...picture.numbers, readOnly: picture.readOnly }, picture.runs);
    this.model(mailbox).fill(picture.rows);
  }

  /** Everything this client has sent, a line each. */
  get sent(): readonly string[] {
    return this.transcript.lines().flatMap((line) => (line.direction === 'C' ? [line.text] : []));
  }

  op(id: string, mailbox: MailboxName, positions: readonly number[], action: OpAction): Op {
    const { list } = this.model(mailbox);
    const uids = positions.flatMap((position) => list.rowAt(position)?.uid ?? []);
    return { id, account: 'a', mailbox, uidValidity: list.uidValidity, uids, action };
  }

  /** Resolves as soon as it holds; fails with the last lines of the wire. */
  until(what: string, holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.delete(check);
        const wire = this.transcript
          .lines()
          .slice(-25)
          .map((line) => `${line.direction} ${line.text}`);
        reject(new Error(`never: ${what}\n${[...this.problems, ...wire].join('\n')}`));
      }, WAIT_MS);
      this.waiting.add(check);
    });
  }

  private apply(mailbox: MailboxName, act: (model: Mailbox) => { readonly resync: string | null }): void {
    const { resync } = act(this.model(mailbox));
    if (resync !== null) this.problems.push(`resync wanted: ${resync}`);
    this.changed();
  }
}
