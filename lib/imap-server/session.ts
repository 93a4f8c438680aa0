/**
 * One connection: states, framing, completions. Commands live in commands/, one file each; they throw `Refusal` to
 * answer NO or BAD and return a completion otherwise. Everything happens inside `receive`, synchronously.
 */
import { ParseError, RemoteProtocolError } from '../imap/errors';
import type { TransportSecurity } from '../imap/types';
import type { Reader } from '../imap/wire/reader';
import type { WireWriter } from '../imap/wire/writer';
import type { ServerAccount } from './account';
import { capabilitiesNow } from './capabilities';
import type { Completion, CommandSpec, LineHandler } from './command';
import { commandByName } from './commands/table';
import { toBinaryText } from './encode';
import { CommandInput, type InputItem } from './input';
import { limits } from './limits';
import type { Mailbox } from './mailbox';
import { tellChanges, tellUpdate } from './news';
import { Outgoing } from './outgoing';
import type { RawCommand } from './personalities/types';
import { Refusal } from './refusal';
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
  private readonly input: CommandInput;
  private readonly outgoing: Outgoing;
  private lineHandler: { readonly spec: RunningCommand; readonly handle: LineHandler } | null = null;
  /** Chunks received and not yet given to `input`. */
  private inbox: Uint8Array[] = [];
  private badCommands = 0;
  private ended = false;
  private wake: () => void = () => undefined;

  constructor(
    readonly world: World,
    readonly security: TransportSecurity,
  ) {
    this.outgoing = new Outgoing({ rewrite: world.personality?.line, utf8: () => this.utf8 });
    this.input = new CommandInput({
      maxLine: () => (this.account === null ? limits.lineBytesBeforeLogin : limits.lineBytes),
      maxLiteral: (start) => this.maxLiteral(start),
      nonSync: world.offers('LITERAL+') || world.offers('LITERAL-'),
      goAhead: () => this.line('+ OK'),
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
    this.inbox.push(bytes);
    this.pump();
  }

  output(): Uint8Array | undefined {
    const stalled = this.outgoing.isStalled;
    const all = this.outgoing.take();
    if (stalled) this.pump();
    return all;
  }

  onWake(callback: () => void): void {
    this.wake = callback;
  }

  end(): void {
    this.ended = true;
    this.inbox = [];
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
    if (capability === 'IMAP4REV2' || capability === 'UTF8=ACCEPT') this.input.useUtf8Names();
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

  /** Runs what has been received, until it is done or the answers pile up: then the next `output` goes on. */
  private pump(): void {
    try {
      while (!this.ended && !this.outgoing.isStalled) {
        const item = this.input.next();
        if (item !== undefined) {
          this.take(item);
          continue;
        }
        const chunk = this.inbox.shift();
        if (chunk === undefined) break;
        this.input.push(chunk);
      }
    } catch (error) {
      if (!(error instanceof RemoteProtocolError)) throw error;
      this.bye(`Too much: ${error.code}`);
    }
    this.world.settle();
  }

  private take(item: InputItem): void {
    switch (item.kind) {
      case 'line':
        this.takeLine(item.line);
        return;
      case 'refused': {
        const tag = readTag(item.reader) ?? '*';
        this.line(`${tag} NO [TOOBIG] Literal too large`);
        if (item.size === Infinity) this.bye('Literal too large');
        else this.countBad();
        return;
      }
      case 'command':
        this.takeCommand(item.reader, item.refused);
    }
  }

  private takeCommand(reader: Reader, refused: number | null): void {
    const tag = readTag(reader);
    if (tag === undefined || !reader.sp()) {
      this.line(`${tag ?? '*'} BAD A command is a tag, a space and a name`);
      this.countBad();
      return;
    }
    if (refused !== null) {
      this.line(`${tag} NO [TOOBIG] Literal too large`);
      return;
    }
    const running: RunningCommand = { tag, name: '', uid: false };
    this.run(running, () => {
      const first = reader.atom()?.toUpperCase() ?? '';
      running.uid = first === 'UID';
      if (running.uid) reader.expectSp();
      running.name = running.uid ? (reader.atom()?.toUpperCase() ?? '') : first;
      const other = this.answerOf({
        name: running.name,
        line: toBinaryText(reader.buf.subarray(reader.start, reader.end)),
      });
      if (other !== undefined) return other;
      const spec = this.find(running);
      running.spec = spec;
      return spec.run({ session: this, reader, tag, uid: running.uid, name: running.name });
    });
  }

  private find(running: RunningCommand): CommandSpec {
    const spec = this.world.personality?.commands?.get(running.name) ?? commandByName.get(running.name);
    if (spec === undefined || (running.uid && spec.uid !== true)) throw new Refusal('bad', 'Unknown command');
    if (this.uidOnly && !running.uid && spec.uid === true && spec.alsoPlain !== true)
      throw new Refusal('bad', 'Messages have UIDs only', 'UIDREQUIRED');
    const { needs } = spec;
    if (needs !== undefined && !this.world.offers(needs) && !(this.rev2 && spec.inRev2 === true))
      throw new Refusal('bad', 'Unknown command');
    if (!spec.states.includes(this.state)) throw new Refusal('bad', `Not allowed in the ${this.state} state`);
    return spec;
  }

  /** What this personality says in place of the command. */
  private answerOf(command: RawCommand): Completion | undefined {
    const { personality } = this.world;
    if (personality === null) return undefined;
    const line = personality.limits?.line;
    if (line !== undefined && command.name !== 'APPEND' && command.line.length > line.octets)
      return line.answer;
    return personality.answer?.(command);
  }

  private takeLine(line: Uint8Array): void {
    const waiting = this.lineHandler;
    if (waiting === null) return;
    this.lineHandler = null;
    this.run(waiting.spec, () => waiting.handle(line));
  }

  /** Runs a step of a command and says how it ended. */
  private run(running: RunningCommand, step: () => Completion): void {
    let completion: Completion;
    try {
      completion = step();
    } catch (error) {
      if (error instanceof Refusal)
        completion = { kind: error.status, text: error.message, code: error.code };
      else if (error instanceof ParseError)
        completion = { kind: 'bad', text: `Syntax: ${error.message}`, code: null };
      else throw error;
    }
    if (completion.kind === 'more') {
      this.lineHandler = { spec: running, handle: completion.handle };
      this.input.expectLine();
      return;
    }
    this.idling = false;
    this.input.expectCommand();
    const { spec } = running;
    const { personality } = this.world;
    completion = personality?.completion?.(running.name, completion) ?? completion;
    // EXPUNGE renumbers: never while numbers are in use (RFC 9051 7.5.1).
    const isSilent = personality?.silentAfter?.includes(running.name) === true;
    if (this.selected !== null && completion.kind !== 'bad' && !isSilent)
      this.flush(spec?.usesNumbers !== true || running.uid);
    const name = running.uid ? `UID ${running.name}` : running.name;
    const text = completion.text ?? `${name} completed`;
    const code = completion.code === null || completion.code === undefined ? '' : `[${completion.code}] `;
    this.line(`${running.tag} ${completion.kind.toUpperCase()} ${code}${printable(text)}`);
    if (completion.kind === 'bad') this.countBad();
    else this.badCommands = 0;
    if (completion.then !== undefined) completion.then();
  }

  private countBad(): void {
    if (!this.ended && ++this.badCommands >= limits.badCommands) this.bye('Too many bad commands');
  }

  private maxLiteral(start: string): number {
    if (this.account === null) return limits.literalBytesBeforeLogin;
    return /^\S+ +append /i.test(start) ? limits.appendBytes : limits.literalBytes;
  }
}

interface RunningCommand {
  readonly tag: string;
  name: string;
  uid: boolean;
  spec?: CommandSpec;
}

/** tag = 1*<any ASTRING-CHAR except "+"> */
function readTag(reader: Reader): string | undefined {
  const first = reader.peek();
  if (first === 0x22 || first === 0x7b) return undefined;
  const tag = reader.astring();
  return tag === undefined || tag.includes('+') || tag.length > 100 || !/^[\x21-\x7e]+$/.test(tag)
    ? undefined
    : tag;
}

const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?');
