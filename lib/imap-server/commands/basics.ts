import { type CommandContext, type Completion, ok } from '../command';
import { limits } from '../limits';
import { syntaxError } from '../refusal';
import { accountOf } from './mailboxes';

export function capability({ session, reader }: CommandContext): Completion {
  reader.expectEol();
  session.line(`* CAPABILITY ${session.capabilities().join(' ')}`);
  return ok();
}

/** NOOP and CHECK: the chance to hear what is new. */
export function noop({ reader }: CommandContext): Completion {
  reader.expectEol();
  return ok();
}

export function logout({ session, reader }: CommandContext): Completion {
  reader.expectEol();
  session.line('* BYE See you soon');
  return { kind: 'ok', then: () => session.end() };
}

const ownId = [
  ['name', 'Tagline demo server'],
  ['vendor', 'Tagline'],
  ['support-url', 'https://example.org/'],
] as const;

/** RFC 2971: fields are read, bounded and forgotten. */
export function id({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  if (!reader.nil()) {
    if (!reader.open()) throw syntaxError('Expected NIL or a list');
    for (let fields = 0; !reader.close(); fields++) {
      if (fields >= limits.idFields) throw syntaxError('Too many fields');
      reader.sp();
      reader.expectString();
      reader.expectSp();
      reader.expectNstring();
    }
  }
  reader.expectEol();
  const fields = session.world.personality?.id ?? ownId;
  session.line(`* ID (${fields.map(([name, value]) => `"${name}" "${value}"`).join(' ')})`);
  return ok();
}

const ENABLEABLE: ReadonlySet<string> = new Set([
  'IMAP4REV2',
  'CONDSTORE',
  'QRESYNC',
  'UIDONLY',
  'UTF8=ACCEPT',
]);

/** RFC 5161: what is not known is passed over in silence. */
export function enable({ session, reader }: CommandContext): Completion {
  const wanted: string[] = [];
  while (reader.sp()) {
    const capability = reader.atom();
    if (capability === undefined) break;
    wanted.push(capability.toUpperCase());
  }
  reader.expectEol();
  if (wanted.length === 0) throw syntaxError('Expected a capability');
  const done = wanted.filter((capability) => {
    const offered = capability === 'IMAP4REV2' ? 'IMAP4rev2' : capability;
    if (!ENABLEABLE.has(capability) || !session.world.offers(offered)) return false;
    if (session.isEnabled(capability)) return false;
    session.enable(capability);
    return true;
  });
  session.line(
    `* ENABLED${done.map((capability) => ` ${capability === 'IMAP4REV2' ? 'IMAP4rev2' : capability}`).join('')}`,
  );
  return ok();
}

export function namespace({ session, reader }: CommandContext): Completion {
  reader.expectEol();
  const told = session.world.personality?.namespace ?? `(("" "${accountOf(session).delimiter}")) NIL NIL`;
  session.line(`* NAMESPACE ${told}`);
  return ok();
}

/** RFC 2177. */
export function idle({ session, reader }: CommandContext): Completion {
  reader.expectEol();
  session.line('+ idling');
  session.flush(true);
  session.idling = true;
  return {
    kind: 'more',
    handle: (line) => {
      session.idling = false;
      const said = String.fromCharCode(...line.subarray(0, 8)).toUpperCase();
      if (said !== 'DONE') throw syntaxError('Expected DONE');
      return ok();
    },
  };
}
