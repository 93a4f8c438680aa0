/**
 * A browser and a server on one virtual clock: the real engine with a store that outlives it, and the in-memory server. The page is a plain
 * port with the product's own list behind it, so a test compares what a person would see, what is kept, and what the server holds.
 */
import { createEngineHost } from '../../lib/engine/host';
import type { Change, EngineMessage, PageMessage } from '../../lib/engine/port';
import { furnish, ImapServer, type Personality } from '../../lib/imap-server';
import { toMailboxName, type MailboxName } from '../../lib/imap/types';
import { WindowList, type Folder, type MessageRow } from '../../lib/mail';
import { dialMemory } from '../../lib/net/memory';
import { Transcript } from '../../lib/net/transcript';
import { createSession } from '../../lib/session';
import { createMemoryStore, type Store } from '../../lib/store';
import { settle, TARGET, USER, VirtualClock } from './session-world';

const INBOX = toMailboxName('INBOX');
export const SITE_ACCOUNT = `${TARGET.id}:${USER.user}`;

export interface SiteOptions {
  readonly capabilities?: readonly string[];
  readonly messages?: number;
  /** Whose manners the server has. */
  readonly personality?: Personality;
  readonly store?: Store;
  /** Mail is read ahead. */
  readonly ahead?: true;
  /** Milliseconds that each piece of the server is on its way. */
  readonly slowMs?: number;
  /** May change what the client sends, or what the server says, a whole flight at a time. */
  readonly said?: (text: string) => string;
}

export class EngineSite {
  readonly clock = new VirtualClock();
  readonly store: Store;
  readonly problems: string[] = [];
  readonly server: ImapServer;
  /** Each entry is one flight of the client, over all connections. */
  readonly flights: string[] = [];
  list = new WindowList();
  folders: readonly Folder[] = [];
  /** No connection can be made. */
  offline = false;
  /** The browser has room left. */
  hasRoom = true;
  private readonly options: SiteOptions;
  private cuts = new Set<() => void>();
  private post: (message: PageMessage) => void = () => undefined;
  private engines = 0;
  private replies = new Map<number, (message: Extract<EngineMessage, { kind: 'reply' }>) => void>();
  private requests = 0;

  constructor(options: SiteOptions = {}) {
    this.options = options;
    this.store = options.store ?? createMemoryStore();
    this.server = new ImapServer({
      now: () => this.clock.now,
      users: [USER],
      ...(options.capabilities === undefined ? {} : { capabilities: options.capabilities }),
      ...(options.personality === undefined ? {} : { personality: options.personality }),
    });
    const archive =
      options.personality === undefined && options.ahead === undefined
        ? []
        : [['Archive', '\\Archive'] as const];
    furnish(this.server, USER.user, [['Trash', '\\Trash'], ...archive]);
    this.deliver(options.messages ?? 0);
  }

  deliver(count: number): void {
    for (let i = 0; i < count; i++) {
      const raw = `From: Bo <bo@example.com>\r\nTo: ana@example.org\r\nSubject: Message\r\n\r\nBody\r\n`;
      this.server.deliver(USER.user, 'INBOX', new TextEncoder().encode(raw));
    }
  }

  get box() {
    const box = this.server.account(USER.user)?.mailbox('INBOX');
    if (box === undefined) throw new Error('no INBOX');
    return box;
  }

  /** The browser starts: a new engine on the old store; the page shows a folder. */
  async open(mailbox: MailboxName = INBOX): Promise<void> {
    const engine = ++this.engines;
    this.list = new WindowList();
    this.folders = [];
    const isNow = (): boolean => engine === this.engines;
    const host = createEngineHost({
      build: 'b1',
      store: this.store,
      forgetStrings: () => undefined,
      setTimer: (ms, fn) => this.clock.setTimer(ms, () => (isNow() ? fn() : undefined)),
      schedule: (fn) => queueMicrotask(fn),
      now: () => this.clock.now,
      awaitTabEnd: null,
      ...(this.options.ahead === undefined ? {} : { hasRoom: () => Promise.resolve(this.hasRoom) }),
      createSession: ({ listener, view, keeper, visible, online, log }) =>
        createSession(
          {
            dial: (_target, handlers) => this.dial(handlers, isNow),
            derive: () => Promise.reject(new Error('not needed')),
            random: (bytes) => new Uint8Array(bytes).fill(128),
            now: () => this.clock.now,
            setTimer: (ms, fn) => this.clock.setTimer(ms, () => (isNow() ? fn() : undefined)),
            transcript: new Transcript(),
            visible,
            online,
            log,
          },
          listener,
          view,
          keeper,
        ),
    });
    let receive: (message: PageMessage) => void = () => undefined;
    host.connect({
      post: (message) => {
        if (isNow()) this.receive(structuredClone(message), mailbox);
      },
      onMessage: (handler) => {
        receive = handler;
      },
    });
    this.post = (message) => receive(structuredClone(message));
    this.post({
      kind: 'hello',
      build: 'b1',
      tab: `tab${engine}`,
      session: `tab${engine}`,
      bridge: 'ws://localhost/bridge',
      visible: true,
      online: true,
    });
    const signIn = { server: TARGET, ...USER };
    this.post({
      kind: 'request',
      id: ++this.requests,
      request: { kind: 'sign-in', signIn, resume: true, mailbox },
    });
    await settle();
  }

  /** As when the browser is killed: nobody says a word, nothing more runs. `saved`: the page was hidden a moment before. */
  async kill(saved: boolean): Promise<void> {
    if (saved) {
      this.post({ kind: 'page-state', visible: false, online: true, woke: false });
      await settle();
    }
    this.engines++;
    for (const cut of [...this.cuts]) cut();
    await settle();
  }

  cut(): void {
    for (const cut of [...this.cuts]) cut();
  }

  tell(message: PageMessage): void {
    this.post(message);
  }

  want(first: number, last: number, mailbox: MailboxName = INBOX): void {
    this.post({ kind: 'want-rows', account: SITE_ACCOUNT, mailbox, first, last });
  }

  async request(request: Extract<PageMessage, { kind: 'request' }>['request']) {
    const id = ++this.requests;
    const reply = new Promise<Extract<EngineMessage, { kind: 'reply' }>>((resolve) =>
      this.replies.set(id, resolve),
    );
    this.post({ kind: 'request', id, request });
    return reply;
  }

  /** What a person sees: UIDs and flags, the newest first. */
  shown(): readonly string[] {
    return Array.from({ length: this.list.exists }, (_, position) => {
      const row = this.list.rowAt(position);
      return row === undefined ? 'nothing' : line(row);
    });
  }

  /** What the server holds. */
  held(): readonly string[] {
    return this.box.messages
      .map(({ uid, flags }) => `${uid} ${flags.toSorted().join(' ')}`.trim())
      .toReversed();
  }

  /** What the store says of the folder, as far as it knows it; null where it knows nothing. */
  async kept(mailbox: MailboxName = INBOX): Promise<readonly (string | null)[] | null> {
    const stored = await this.store.mailbox(SITE_ACCOUNT, mailbox);
    if (stored === null) return null;
    const { uidValidity, exists } = stored.numbers;
    const lines: (string | null)[] = Array.from({ length: exists }, () => null);
    for (const { start, uids } of stored.runs) {
      const rows = await this.store.rows({ account: SITE_ACCOUNT, mailbox, uidValidity }, [
        ...uids,
      ] as MessageRow['uid'][]);
      for (const [i, uid] of uids.entries()) {
        const row = rows[i];
        lines[start + i] = row === undefined ? `${uid} without a row` : line(row);
      }
    }
    return lines.toReversed();
  }

  private receive(message: EngineMessage, mailbox: MailboxName): void {
    if (message.kind === 'log' && message.level !== 'info') this.problems.push(message.text);
    if (message.kind === 'reply') this.replies.get(message.id)?.(message);
    if (message.kind === 'welcome') this.folders = message.accounts[0]?.folders ?? this.folders;
    if (message.kind === 'changes') for (const change of message.changes) this.apply(change, mailbox);
  }

  private apply(change: Change, mailbox: MailboxName): void {
    if (change.kind === 'list' && change.mailbox === mailbox) this.list.apply(change.change);
    if (change.kind === 'folders') this.folders = change.folders;
    if (change.kind === 'list-error') this.problems.push(change.error.code);
  }

  private dial(
    handlers: Parameters<typeof dialMemory>[1],
    isNow: () => boolean,
  ): ReturnType<typeof dialMemory> {
    if (this.offline) {
      queueMicrotask(() => handlers.onClose({ code: 'bridge-unreachable' }));
      return { send: () => undefined, buffered: 0, close: () => undefined };
    }
    const peer = this.server.connect();
    const cut = (): void => {
      if (!this.cuts.delete(cut)) return;
      peer.end();
      if (isNow()) handlers.onClose({ code: 'bridge-closed' });
    };
    this.cuts.add(cut);
    const { said, slowMs = 0 } = this.options;
    const later = (run: () => void): void => void (slowMs === 0 ? run() : this.clock.setTimer(slowMs, run));
    const inner = dialMemory(peer, {
      onOpen: (facts) => handlers.onOpen(facts),
      onBytes: (bytes) =>
        later(() => {
          if (!this.cuts.has(cut) || !isNow()) return;
          if (said === undefined) handlers.onBytes(bytes);
          else handlers.onBytes(Uint8Array.from(said(toText(bytes)), (char) => char.charCodeAt(0)));
        }),
      onClose: (error) => (this.cuts.delete(cut) && isNow() ? handlers.onClose(error) : undefined),
    });
    return {
      get buffered() {
        return inner.buffered;
      },
      close: () => inner.close(),
      send: (bytes) => {
        if (!this.cuts.has(cut)) return;
        this.flights.push(toText(bytes));
        inner.send(bytes);
      },
    };
  }
}

const toText = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

function line(row: MessageRow): string {
  const flags = [
    row.seen && '\\Seen',
    row.starred && '\\Flagged',
    row.deleted && '\\Deleted',
    ...row.keywords,
  ];
  return `${row.uid} ${flags
    .filter((flag) => flag !== false)
    .toSorted()
    .join(' ')}`.trim();
}
