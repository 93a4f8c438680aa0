/**
 * The commands of one connection: framing, running, completions. Commands live in commands/, one file each; they throw `Refusal`
 * to answer NO or BAD and return a completion otherwise.
 */
import { ParseError, RemoteProtocolError } from '../imap/errors';
import type { Reader } from '../imap/wire/reader';
import type { Completion, CommandSpec, LineHandler } from './command';
import { commandByName } from './commands/table';
import { toBinaryText } from './encode';
import { CommandInput, type InputItem } from './input';
import { limits } from './limits';
import type { RawCommand } from './personalities/types';
import { Refusal } from './refusal';
import type { Session } from './session';

export interface CommandLoopHost {
  /** Nobody takes the answers: further commands wait. */
  readonly isStalled: () => boolean;
  /** After commands, which may have changed what other connections show. */
  readonly settle: () => void;
}

export class CommandLoop {
  private readonly input: CommandInput;
  private lineHandler: { readonly spec: RunningCommand; readonly handle: LineHandler } | null = null;
  /** Chunks received and not yet given to `input`. */
  private inbox: Uint8Array[] = [];
  private badCommands = 0;

  constructor(
    private readonly session: Session,
    private readonly host: CommandLoopHost,
  ) {
    const { world } = session;
    this.input = new CommandInput({
      maxLine: () => (session.account === null ? limits.lineBytesBeforeLogin : limits.lineBytes),
      maxLiteral: (start) => this.maxLiteral(start),
      nonSync: world.offers('LITERAL+') || world.offers('LITERAL-'),
      goAhead: () => session.line('+ OK'),
    });
  }

  receive(bytes: Uint8Array): void {
    this.inbox.push(bytes);
    this.pump();
  }

  /** What waits is not run any more. */
  stop(): void {
    this.inbox = [];
  }

  useUtf8Names(): void {
    this.input.useUtf8Names();
  }

  /** Runs what has been received, until it is done or the answers pile up: then the next `output` goes on. */
  pump(): void {
    try {
      while (!this.session.closed && !this.host.isStalled()) {
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
      this.session.bye(`Too much: ${error.code}`);
    }
    this.host.settle();
  }

  private take(item: InputItem): void {
    switch (item.kind) {
      case 'line':
        this.takeLine(item.line);
        return;
      case 'refused': {
        const tag = readTag(item.reader) ?? '*';
        this.session.line(`${tag} NO [TOOBIG] Literal too large`);
        if (item.size === Infinity) this.session.bye('Literal too large');
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
      this.session.line(`${tag ?? '*'} BAD A command is a tag, a space and a name`);
      this.countBad();
      return;
    }
    if (refused !== null) {
      this.session.line(`${tag} NO [TOOBIG] Literal too large`);
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
      return spec.run({ session: this.session, reader, tag, uid: running.uid, name: running.name });
    });
  }

  private find(running: RunningCommand): CommandSpec {
    const spec =
      this.session.world.personality?.commands?.get(running.name) ?? commandByName.get(running.name);
    if (spec === undefined || (running.uid && spec.uid !== true)) throw new Refusal('bad', 'Unknown command');
    if (this.session.uidOnly && !running.uid && spec.uid === true && spec.alsoPlain !== true)
      throw new Refusal('bad', 'Messages have UIDs only', 'UIDREQUIRED');
    const { needs } = spec;
    if (
      needs !== undefined &&
      !this.session.world.offers(needs) &&
      !(this.session.rev2 && spec.inRev2 === true)
    )
      throw new Refusal('bad', 'Unknown command');
    if (!spec.states.includes(this.session.state))
      throw new Refusal('bad', `Not allowed in the ${this.session.state} state`);
    return spec;
  }

  /** What this personality says in place of the command. */
  private answerOf(command: RawCommand): Completion | undefined {
    const { personality } = this.session.world;
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
    this.session.idling = false;
    this.input.expectCommand();
    const { spec } = running;
    const { personality } = this.session.world;
    completion = personality?.completion?.(running.name, completion) ?? completion;
    // EXPUNGE renumbers: never while numbers are in use (RFC 9051 7.5.1).
    const isSilent = personality?.silentAfter?.includes(running.name) === true;
    if (this.session.selected !== null && completion.kind !== 'bad' && !isSilent)
      this.session.flush(spec?.usesNumbers !== true || running.uid);
    const name = running.uid ? `UID ${running.name}` : running.name;
    const text = completion.text ?? `${name} completed`;
    const code = completion.code === null || completion.code === undefined ? '' : `[${completion.code}] `;
    this.session.line(`${running.tag} ${completion.kind.toUpperCase()} ${code}${printable(text)}`);
    if (completion.kind === 'bad') this.countBad();
    else this.badCommands = 0;
    if (completion.then !== undefined) completion.then();
  }

  private countBad(): void {
    if (!this.session.closed && ++this.badCommands >= limits.badCommands)
      this.session.bye('Too many bad commands');
  }

  private maxLiteral(start: string): number {
    if (this.session.account === null) return limits.literalBytesBeforeLogin;
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
