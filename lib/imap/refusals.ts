/**
 * What a refusal teaches. A command says, by asking for them while it is written, which capabilities it leans on. When the server answers
 * BAD, the one asked for last is given up and the command is sent once more without it; and so on, until it is answered or leans
 * on nothing. Then nothing it leaned on was the reason, and all is as before. BAD means that nothing was done, so sending again is safe.
 *
 * A line longer than some servers read is a reason too, looked at first. Commands that are an extension as a whole have nothing
 * to give up: they are forgotten, and whoever sends them has another way (`EXTENSION_COMMANDS`).
 */
import type { Command } from './commands/command';
import { SHORT_COMMAND_LINE } from './limits';
import type { PeerMemory } from './peer-memory';
import type { ResponseCode } from './types';

/** What is known of a command that was refused. */
export interface Refused {
  readonly command: Command<unknown>;
  /** Capabilities asked for when it was written, in that order. */
  readonly leans: readonly string[];
  /** Given up for it so far. */
  readonly givenUp: readonly string[];
  /** Octets of its lines. */
  readonly octets: number;
}

export type Lesson =
  | { readonly kind: 'none' }
  /** Send it again: it leans on less now. */
  | { readonly kind: 'without'; readonly capability: string }
  /** Send it again in parts: lines are shorter now. */
  | { readonly kind: 'shorter' };

interface Extension {
  readonly capability: string;
  /** NO is said of what was asked for by other commands: a mailbox, a right. */
  readonly on: readonly ('no' | 'bad')[];
}

const onBad = (capability: string): Extension => ({ capability, on: ['bad'] });
const onRefusal = (capability: string): Extension => ({ capability, on: ['no', 'bad'] });

/** Commands a server need not know, and what stands for them. */
export const EXTENSION_COMMANDS: ReadonlyMap<string, Extension> = new Map([
  ['AUTHENTICATE', onBad('SASL-IR')],
  ['COMPRESS', onRefusal('COMPRESS=DEFLATE')],
  ['ENABLE', onRefusal('ENABLE')],
  ['ESEARCH', onRefusal('MULTISEARCH')],
  ['GETMETADATA', onBad('METADATA')],
  ['GETQUOTA', onBad('QUOTA')],
  ['GETQUOTAROOT', onBad('QUOTA')],
  ['ID', onBad('ID')],
  ['IDLE', onBad('IDLE')],
  ['MOVE', onBad('MOVE')],
  ['MYRIGHTS', onBad('ACL')],
  ['NAMESPACE', onRefusal('NAMESPACE')],
  ['NOTIFY', onRefusal('NOTIFY')],
  ['REPLACE', onBad('REPLACE')],
  ['SETMETADATA', onBad('METADATA')],
  ['SORT', onBad('SORT')],
  ['UID EXPUNGE', onBad('UIDPLUS')],
  ['UID MOVE', onBad('MOVE')],
  ['UID REPLACE', onBad('REPLACE')],
  ['UID SORT', onBad('SORT')],
  ['UNSELECT', onBad('UNSELECT')],
]);

export function learnFromRefusal(
  memory: PeerMemory,
  refused: Refused,
  status: 'no' | 'bad',
  code: ResponseCode | null,
  text: string,
): Lesson {
  if (code?.kind === 'messagelimit') return learnLimit(memory, refused.command, code);
  if (isAboutElse(code)) return confirm(memory, refused);
  const { command, leans, givenUp } = refused;
  const mayRepeat = command.checkable === true && (status === 'bad' || REPEATED_ON_NO.has(command.name));
  if (mayRepeat) {
    const isLong = refused.octets > SHORT_COMMAND_LINE && command.split?.(SHORT_COMMAND_LINE) !== undefined;
    if (isLong) {
      memory.shorten();
      return { kind: 'shorter' };
    }
    const capability = leans.at(-1);
    if (capability !== undefined) {
      memory.forget(capability, text);
      return { kind: 'without', capability };
    }
  } else if (status === 'no') confirm(memory, refused);
  // Refused without them as well: they were not the reason.
  if (mayRepeat) for (const capability of givenUp) memory.restore(capability);
  const extension = EXTENSION_COMMANDS.get(command.name);
  // AUTHENTICATE is known to all; what may be unknown is that a response comes along.
  const isOwn =
    extension !== undefined && (command.name !== 'AUTHENTICATE' || leans.includes(extension.capability));
  if (isOwn && extension.on.includes(status)) {
    // What follows from it is felt for the whole session: without words for its reason, one refusal may be an accident.
    const isSure = code !== null || !TWICE.has(command.name) || memory.isDoubted(extension.capability);
    if (isSure) memory.forget(extension.capability, text);
    else memory.doubt(extension.capability);
  }
  if (status === 'bad') for (const capability of command.needs ?? []) memory.forget(capability, text);
  return NONE;
}

/** Part of it may have been done. To do that once more is harmless, but for a COPY, which is all or nothing anyway (RFC 9738 3). */
function learnLimit(
  memory: PeerMemory,
  command: Command<unknown>,
  { limit, lowestUid }: Extract<ResponseCode, { readonly kind: 'messagelimit' }>,
): Lesson {
  memory.limitMessages(limit);
  const { maxLine, maxMessages } = memory;
  const isRepeatable = command.checkable === true && (lowestUid === null || !command.name.includes('COPY'));
  const parts = isRepeatable
    ? command.split?.(maxLine, { messages: maxMessages, saved: Infinity })
    : undefined;
  return parts === undefined ? NONE : { kind: 'shorter' };
}

/** The command was understood: the last that was given up was the reason, those before it were not. */
export function confirm(
  memory: PeerMemory,
  { command, givenUp }: Pick<Refused, 'command' | 'givenUp'>,
): Lesson {
  const extension = EXTENSION_COMMANDS.get(command.name);
  if (extension !== undefined) memory.trust(extension.capability);
  for (const capability of givenUp.slice(0, -1)) memory.restore(capability);
  return NONE;
}

/** Servers have words for reasons that lie in the moment, the account or the mailbox (RFC 5530). */
function isAboutElse(code: ResponseCode | null): boolean {
  return code !== null && !ABOUT_THE_COMMAND.has(code.kind);
}

/** Commands whose loss is dear: they are forgotten when they are refused twice and did not work in between. */
const TWICE: ReadonlySet<string> = new Set(['IDLE', 'MOVE', 'UID EXPUNGE', 'UID MOVE']);
const NONE: Lesson = { kind: 'none' };
const REPEATED_ON_NO: ReadonlySet<string> = new Set(['LIST']);
const ABOUT_THE_COMMAND: ReadonlySet<ResponseCode['kind']> = new Set(['cannot', 'clientbug', 'unknown']);
