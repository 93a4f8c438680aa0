import { parseAddressList } from '../../mime/addresses';
import { baseSubject } from '../../mime/base-subject';
import { parseMailDate } from '../../mime/dates';
import { decodeEncodedWords } from '../../mime/encoded-words';
import { parseMessage } from '../../mime/structure';
import { type CommandContext, type Completion, ok } from '../command';
import type { StoredMessage } from '../message';
import { syntaxError } from '../refusal';
import { foldText } from '../search-text';
import { askedFor } from './asked-for';

type Value = number | string;
type ValueOf = (message: StoredMessage) => Value;

/** RFC 5256 3, RFC 5957: by keys, where those are equal by sequence number. */
export function sort({ session, reader, uid }: CommandContext): Completion {
  reader.expectSp();
  const keys = readKeys(reader);
  reader.expectSp();
  const found = askedFor(session, reader).map(({ message, index }) => ({
    number: uid ? message.uid : index + 1,
    values: keys.map(({ valueOf }) => valueOf(message)),
  }));
  found.sort((a, b) => {
    for (const [at, { sign }] of keys.entries()) {
      const difference = compare(a.values[at] ?? 0, b.values[at] ?? 0);
      if (difference !== 0) return sign * difference;
    }
    return a.number - b.number;
  });
  session.line(`* SORT${found.map(({ number }) => ` ${number}`).join('')}`);
  return ok();
}

function readKeys(
  reader: CommandContext['reader'],
): readonly { readonly sign: number; readonly valueOf: ValueOf }[] {
  if (!reader.open()) throw syntaxError('Expected a list');
  const keys: { readonly sign: number; readonly valueOf: ValueOf }[] = [];
  let sign = 1;
  while (!reader.close()) {
    reader.sp();
    const word = reader.expectAtom().toUpperCase();
    const valueOf = VALUES.get(word);
    if (word === 'REVERSE' && sign === 1) sign = -1;
    else if (valueOf === undefined) throw syntaxError('Unknown sort key');
    else {
      keys.push({ sign, valueOf });
      sign = 1;
    }
  }
  if (keys.length === 0 || sign === -1 || keys.length > VALUES.size) throw syntaxError('Expected sort keys');
  return keys;
}

const compare = (a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0);

const fieldOf = ({ content }: StoredMessage, name: string): string =>
  content.derive(parseMessage).headers.get(name) ?? '';

/** The first address's part before the at sign. */
const mailboxOf =
  (name: string): ValueOf =>
  (message) =>
    foldText(parseAddressList(fieldOf(message, name))[0]?.address.split('@')[0] ?? '');

/** RFC 5957 3: the name that is shown, else the address. */
const displayOf =
  (name: string): ValueOf =>
  (message) => {
    const [first] = parseAddressList(fieldOf(message, name));
    return foldText(first?.name || (first?.address ?? ''));
  };

const VALUES: ReadonlyMap<string, ValueOf> = new Map<string, ValueOf>([
  ['ARRIVAL', ({ internalDate }) => internalDate],
  ['CC', mailboxOf('cc')],
  ['DATE', (message) => parseMailDate(fieldOf(message, 'date')) ?? message.internalDate],
  ['FROM', mailboxOf('from')],
  ['SIZE', ({ content }) => content.size],
  ['SUBJECT', (message) => foldText(baseSubject(decodeEncodedWords(fieldOf(message, 'subject'))))],
  ['TO', mailboxOf('to')],
  ['DISPLAYFROM', displayOf('from')],
  ['DISPLAYTO', displayOf('to')],
]);
