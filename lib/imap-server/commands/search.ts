import { assertNever } from '../../imap/errors';
import { formatNumberSet, numberSetOf } from '../../imap/wire/numset';
import { decodeEncodedWords } from '../../mime/encoded-words';
import { type CommandContext, type Completion, ok, resolveSet, selectedOf } from '../command';
import { dayOfInternalDate, dayOfSentDate } from '../dates';
import { hasFlag } from '../flags';
import type { StoredMessage } from '../message';
import { Refusal, syntaxError } from '../refusal';
import { foldedBody, foldedHeader, foldText } from '../search-text';
import type { Selected, Session } from '../session';
import { parseMessage } from '../../mime/structure';
import { readSearchProgram, type SearchKey } from './search-keys';
import { parseMailDate } from '../../mime/dates';

type Returns = ReadonlySet<'MIN' | 'MAX' | 'ALL' | 'COUNT'>;

interface Question {
  /** Null: none were named. */
  readonly returns: Returns | null;
  readonly program: SearchKey;
}

/** RFC 9051 6.4.4; RETURN of RFC 4731; MODSEQ of RFC 7162 3.1.5. */
export function search({ session, reader, tag, uid }: CommandContext): Completion {
  reader.expectSp();
  const { returns, program } = readQuestion(session, reader);
  const withModSeq = usesModSeq(program);
  if (withModSeq && !session.world.offers('CONDSTORE')) throw syntaxError('Unknown search key');
  if (withModSeq) session.enable('CONDSTORE');
  const selected = selectedOf(session);
  const matches = testOf(program, session, selected);
  const numbers: number[] = [];
  let modSeq = 0;
  for (const [index, message] of selected.tracker.messages.entries()) {
    if (!matches(message)) continue;
    numbers.push(uid ? message.uid : index + 1);
    modSeq = Math.max(modSeq, message.modSeq);
  }
  if (returns === null && !session.rev2) {
    const tail = withModSeq && numbers.length > 0 ? ` (MODSEQ ${modSeq})` : '';
    session.line(`* SEARCH${numbers.map((number) => ` ${number}`).join('')}${tail}`);
    return ok();
  }
  const asked: Returns = returns ?? new Set(['ALL'] as const);
  const said = [`* ESEARCH (TAG ${quotedTag(tag)})`, ...(uid ? ['UID'] : []), ...resultOf(asked, numbers)];
  if (withModSeq && numbers.length > 0) said.push(`MODSEQ ${modSeq}`);
  session.line(said.join(' '));
  return ok();
}

/** `[RETURN (...)] [CHARSET ...]` and keys, to the end of the line. */
export function readQuestion(session: Session, reader: CommandContext['reader']): Question {
  const returns = readReturns(session, reader);
  const manners = session.world.personality?.search;
  if (reader.keyword('charset')) {
    reader.expectSp();
    const charset = reader.expectAstring().toUpperCase();
    const charsets = manners?.charsets ?? ['UTF-8', 'US-ASCII'];
    if (!charsets.includes(charset))
      throw new Refusal('no', 'Unknown charset', `BADCHARSET (${charsets.join(' ')})`);
    reader.expectSp();
  }
  const program = readSearchProgram(reader, manners?.keys);
  reader.expectEol();
  return { returns, program };
}

export const quotedTag = (tag: string): string => `"${tag.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** What of ascending numbers was asked for. */
export function resultOf(asked: Returns, numbers: readonly number[]): readonly string[] {
  const said: string[] = [];
  const first = numbers[0];
  const last = numbers.at(-1);
  if (asked.has('MIN') && first !== undefined) said.push(`MIN ${first}`);
  if (asked.has('MAX') && last !== undefined) said.push(`MAX ${last}`);
  if (asked.has('COUNT')) said.push(`COUNT ${numbers.length}`);
  if (asked.has('ALL') && numbers.length > 0) said.push(`ALL ${formatNumberSet(numberSetOf(numbers))}`);
  return said;
}

/** Whether a message is what the program looks for. */
export const testOf = (program: SearchKey, session: Session, selected: Selected): Test =>
  compile(program, selected, {
    holds: session.world.personality?.search?.words === true ? hasWord : hasText,
    item: (name, message) => session.world.personality?.fetch?.items?.get(name)?.(session, message),
  });

function readReturns(session: Session, reader: CommandContext['reader']): Returns | null {
  if (!session.world.offers('ESEARCH') && !session.rev2) return null;
  if (!reader.keyword('return')) return null;
  reader.expectSp();
  if (!reader.open()) throw syntaxError('Expected a list');
  const returns = new Set<'MIN' | 'MAX' | 'ALL' | 'COUNT'>();
  while (!reader.close()) {
    reader.sp();
    const option = reader.expectAtom().toUpperCase();
    if (option !== 'MIN' && option !== 'MAX' && option !== 'ALL' && option !== 'COUNT')
      throw syntaxError('Unknown return option');
    returns.add(option);
  }
  reader.expectSp();
  return returns.size === 0 ? new Set(['ALL']) : returns;
}

function usesModSeq(key: SearchKey): boolean {
  switch (key.kind) {
    case 'and':
      return key.keys.some(usesModSeq);
    case 'or':
      return usesModSeq(key.one) || usesModSeq(key.other);
    case 'not':
      return usesModSeq(key.key);
    default:
      return key.kind === 'modseq';
  }
}

type Test = (message: StoredMessage) => boolean;
type Holds = (text: string, wanted: string) => boolean;
interface Means {
  readonly holds: Holds;
  /** What FETCH says of an item of the personality's own. */
  readonly item: (name: string, message: StoredMessage) => string | undefined;
}

const hasText: Holds = (text, wanted) => text.includes(wanted);

/** Whole words, as some servers have it: `gard` does not find `garden`. */
const hasWord: Holds = (text, wanted) => {
  const isWordChar = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
    if (!isWordChar(text[at - 1]) && !isWordChar(text[at + wanted.length])) return true;
  return false;
};

/** Sets are resolved once; cheap keys come first by the client's own order. */
function compile(key: SearchKey, selected: Selected, means: Means): Test {
  const { holds } = means;
  switch (key.kind) {
    case 'all':
      return () => true;
    case 'item':
      return (message) => means.item(key.name, message) === key.value;
    case 'and': {
      const tests = key.keys.map((one) => compile(one, selected, means));
      return (message) => tests.every((test) => test(message));
    }
    case 'or': {
      const [one, other] = [compile(key.one, selected, means), compile(key.other, selected, means)];
      return (message) => one(message) || other(message);
    }
    case 'not': {
      const test = compile(key.key, selected, means);
      return (message) => !test(message);
    }
    case 'flag':
      return (message) => hasFlag(message.flags, key.flag) === key.set;
    case 'recent':
      return (message) => selected.tracker.recent.has(message);
    case 'set': {
      const members = new Set(resolveSet(selected, key.set, key.uid).map(([, message]) => message));
      return (message) => members.has(message);
    }
    case 'header':
      return (message) =>
        message.content
          .derive(parseMessage)
          .headers.getAll(key.field)
          .some((value) => holds(foldText(decodeEncodedWords(value)), key.text));
    case 'body':
      return (message) => holds(message.content.derive(foldedBody), key.text);
    case 'text':
      return (message) =>
        holds(message.content.derive(foldedHeader), key.text) ||
        holds(message.content.derive(foldedBody), key.text);
    case 'date':
      return (message) => {
        const day = key.sent ? sentDay(message) : dayOfInternalDate(message.internalDate);
        if (day === undefined) return false;
        return key.compare === 'before'
          ? day < key.day
          : key.compare === 'on'
            ? day === key.day
            : day >= key.day;
      };
    case 'size':
      return ({ content }) => (key.larger ? content.size > key.octets : content.size < key.octets);
    case 'modseq':
      return (message) => message.modSeq >= key.least;
    default:
      return assertNever(key);
  }
}

function sentDay(message: StoredMessage): number | undefined {
  const field = message.content.derive(parseMessage).headers.get('date') ?? '';
  const ms = parseMailDate(field);
  return ms === undefined ? undefined : dayOfSentDate(field, ms);
}
