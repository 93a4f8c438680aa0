/**
 * One connection: its state, what it has open, and what is told to it. Its commands are read and run by `CommandLoop`.
 * Everything happens inside `receive`, synchronously.
 */
import type { TransportSecurity } from '../imap/types';
import type { WireWriter } from '../imap/wire/writer';
import type { ServerAccount } from './account';
import { capabilitiesNow } from './capabilities';
import { CommandLoop } from './command-loop';
import type { Mailbox } from './mailbox';
import { tellChanges, tellUpdate } from './news';
import { Outgoing } from './outgoing';
import type { World } from './server';
import { tellVanished } from './commands/qresync';
import type { SessionTracker } from './tracker';
import type { Watching } from './watching';

/** What a driver sees of a connection. */
export interface ServerSession {
  receive(bytes: Uint8Array): void;
  /**
   * What is to be sent; undefined when there is nothing. Call it until then: commands that were received while too
   * much was waiting run only when it has been taken.
   */
  output(): Uint8Array | undefined;
  /** Called when somebody else's change gave an idling client something to read. */
  onWake(callback: () => void): void;
  /** BYE was said: send what `output` has, then close. */
  readonly closed: boolean;
  /** The peer is gone. */
  end(): void;
}

export interface Selected {
  readonly mailbox: Mailbox;
  readonly tracker: SessionTracker;
  readonly readOnly: boolean;
}

export type SessionState = 'not-authenticated' | 'authenticated' | 'selected' | 'logout';

export class Session implements ServerSession {
  account: ServerAccount | null = null;
  selected: Selected | null = null;
  idling = false;
  failedLogins = 0;
  /** When the last octets came. */
  heardAt: number;
  private watching: Watching | null = null;
  private readonly enabled = new Set<string>();
  private readonly commands: CommandLoop;
  private readonly outgoing: Outgoing;
  private ended = false;
  private wake: () => void = () => undefined;

  constructor(
    readonly world: World,
    readonly security: TransportSecurity,
  ) {
    this.outgoing = new Outgoing({ rewrite: world.personality?.line, utf8: () => this.utf8 });
    this.commands = new CommandLoop(this, {
      isStalled: () => this.outgoing.isStalled,
      settle: () => world.settle(),
    });
    this.heardAt = world.now();
    const told = world.personality?.greetsWithCapabilities !== false;
    this.line(`* OK ${told ? `[CAPABILITY ${this.capabilities().join(' ')}] ` : ''}${world.greeting}`);
  }

  get closed(): boolean {
    return this.ended;
  }

  get state(): SessionState {
    if (this.ended) return 'logout';
    if (this.selected !== null) return 'selected';
    return this.account === null ? 'not-authenticated' : 'authenticated';
  }

  get rev2(): boolean {
    return this.enabled.has('IMAP4REV2');
  }

  /** Names of mailboxes travel in UTF-8. */
  get utf8(): boolean {
    return this.rev2 || this.enabled.has('UTF8=ACCEPT');
  }

  get condstore(): boolean {
    return this.enabled.has('CONDSTORE') || this.qresync;
  }

  /** What goes is told by UID (RFC 7162 3.2.7). */
  get qresync(): boolean {
    return this.enabled.has('QRESYNC');
  }

  /** Messages have UIDs only (RFC 9586). */
  get uidOnly(): boolean {
    return this.enabled.has('UIDONLY');
  }

  get tellsGoneByUid(): boolean {
    return this.qresync || this.uidOnly;
  }

  receive(bytes: Uint8Array): void {
    if (this.ended) return;
    this.heardAt = this.world.now();
    this.commands.receive(bytes);
  }

  output(): Uint8Array | undefined {
    const stalled = this.outgoing.isStalled;
    const all = this.outgoing.take();
    if (stalled) this.commands.pump();
    return all;
  }

  onWake(callback: () => void): void {
    this.wake = callback;
  }

  end(): void {
    this.ended = true;
    this.commands.stop();
    this.deselect();
    this.world.forget(this);
  }

  capabilities(): readonly string[] {
    const { offered, personality } = this.world;
    return capabilitiesNow({
      offered: personality?.capabilities[this.account === null ? 'before' : 'after'] ?? offered,
      signedIn: this.account !== null,
      clearTextAllowed: this.security !== 'insecure',
      scram: this.world.crypto !== null,
    });
  }

  /** ENABLE, or a command that implies it. IMAP4rev2 implies nothing else but UTF-8 names (RFC 9051 5.1). */
  enable(capability: string): void {
    this.enabled.add(capability);
    if (capability === 'IMAP4REV2' || capability === 'UTF8=ACCEPT') this.commands.useUtf8Names();
  }

  isEnabled(capability: string): boolean {
    return this.enabled.has(capability);
  }

  line(text: string): void {
    this.outgoing.line(text);
  }

  /** A whole response that holds values: the writer chooses their form. */
  send(write: (writer: WireWriter) => void): void {
    this.outgoing.values(write);
  }

  sendBytes(...chunks: readonly Uint8Array[]): void {
    this.outgoing.bytes(...chunks);
  }

  /** Nothing came for too long. */
  expire(text: string): void {
    this.bye(text);
    this.wake();
  }

  bye(text: string): void {
    this.line(`* BYE ${text}`);
    this.end();
  }

  select(mailbox: Mailbox, readOnly: boolean): Selected {
    this.selected = {
      mailbox,
      tracker: mailbox.open(readOnly, this.uidOnly ? undefined : this.world.personality?.limits?.view),
      readOnly,
    };
    return this.selected;
  }

  deselect(): void {
    if (this.selected === null) return;
    this.selected.mailbox.close(this.selected.tracker);
    this.selected = null;
  }

  /** Tells what the tracker has waiting. */
  flush(allowExpunge: boolean): void {
    const updates = this.selected?.tracker.flush(allowExpunge) ?? [];
    if (this.tellsGoneByUid) {
      const gone = updates.flatMap((update) => (update.kind === 'expunge' ? [update.message.uid] : []));
      tellVanished(this, gone, false);
    }
    for (const update of updates) tellUpdate(this, update);
  }

  /** From now on the client hears of what NOTIFY asked for, and of nothing else (RFC 5465 3.1). */
  watch(watching: Watching): void {
    this.watching = watching;
  }

  /**
   * After somebody's change: an idling client hears at once, others at their next command (RFC 9051 5.2, 7); by NOTIFY at any
   * time, but for an EXPUNGE that shall wait until numbers may move.
   */
  settle(): void {
    const { watching } = this;
    if (this.ended) return;
    const mode = watching === null ? (this.idling ? 'at-once' : 'silent') : watching.settings.selected;
    if (mode !== 'silent' && this.selected?.tracker.dirty === true)
      this.flush(mode === 'at-once' || this.idling);
    if (watching !== null) this.tellWatched(watching);
    if (!this.outgoing.isEmpty && (this.idling || watching !== null)) this.wake();
  }

  private tellWatched(watching: Watching): void {
    const changes = watching.changes(this.selected?.mailbox ?? null);
    if (changes.length === 0) return;
    if (this.outgoing.isStalled) {
      // Nobody reads: better to say that nothing more will be told than to fill the memory.
      this.watching = null;
      return this.line('* OK [NOTIFICATIONOVERFLOW] Too much to tell');
    }
    tellChanges(this, changes);
  }
}
