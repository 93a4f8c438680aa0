import { baseSubject } from '../../mime/base-subject';
import { parseMailDate } from '../../mime/dates';
import { decodeEncodedWords } from '../../mime/encoded-words';
import { parseMessage } from '../../mime/structure';
import { type CommandContext, type Completion, ok } from '../command';
import type { StoredMessage } from '../message';
import { syntaxError } from '../refusal';
import { foldText } from '../search-text';
import { formatThreads, threadByReferences, threadBySubject, type Threaded } from '../threading';
import { askedFor } from './asked-for';

/** RFC 5256 3: the messages of the mailbox that match, by who answers whom or by their subjects. */
export function thread({ session, reader, uid }: CommandContext): Completion {
  reader.expectSp();
  const algorithm = reader.expectAtom().toUpperCase();
  if (algorithm !== 'REFERENCES' && algorithm !== 'ORDEREDSUBJECT')
    throw syntaxError('Unknown threading algorithm');
  reader.expectSp();
  const found = askedFor(session, reader).map(({ message, index }) =>
    threadedOf(message, uid ? message.uid : index + 1),
  );
  const threads = algorithm === 'REFERENCES' ? threadByReferences(found) : threadBySubject(found);
  session.line(`* THREAD${threads.length === 0 ? '' : ` ${formatThreads(threads)}`}`);
  return ok();
}

/** RFC 5256 2.2: the date it says it was sent at, else the one it came at. */
function threadedOf({ content, internalDate }: StoredMessage, number: number): Threaded {
  const { headers } = content.derive(parseMessage);
  const subject = decodeEncodedWords(headers.get('subject') ?? '');
  const named = idsIn(headers.get('references') ?? '');
  return {
    number,
    date: parseMailDate(headers.get('date') ?? '') ?? internalDate,
    id: idsIn(headers.get('message-id') ?? '')[0] ?? null,
    references: named.length > 0 ? named : idsIn(headers.get('in-reply-to') ?? '').slice(0, 1),
    subject: foldText(baseSubject(subject)),
    answers: isAnswer(subject),
  };
}

function idsIn(field: string): readonly string[] {
  const ids: string[] = [];
  for (let start = field.indexOf('<'); start >= 0; start = field.indexOf('<', start + 1)) {
    const end = field.indexOf('>', start);
    if (end < 0) break;
    ids.push(field.slice(start + 1, end));
    start = end;
  }
  return ids;
}

/** RFC 5256 2.1: a reply or a forward, which a list's name in front does not make it. */
function isAnswer(subject: string): boolean {
  const text = subject.trim().toLowerCase();
  return (
    /^(?:\[[^\]]{0,60}\] ?)?(?:re|fwd?) ?(?:\[|:)/u.test(text) ||
    text.startsWith('[fwd:') ||
    text.endsWith('(fwd)')
  );
}
