import { decodeBase64, encodeBase64 } from '../../imap/wire/base64';
import { type CommandContext, type Completion, ok } from '../command';
import type { ScramHash } from '../crypto';
import { limits } from '../limits';
import { Refusal, syntaxError } from '../refusal';
import { sameBytes, ScramServer } from '../scram';
import type { Session } from '../session';

const encoder = new TextEncoder();

export function login({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  const user = reader.expectAstring();
  reader.expectSp();
  const password = reader.expectAstring();
  reader.expectEol();
  if (session.security === 'insecure') throw new Refusal('no', 'Not over an open wire', 'PRIVACYREQUIRED');
  return signIn(session, user, password, 'LOGIN');
}

/** A personality may offer more than it can do. */
const MECHANISMS: ReadonlySet<string> = new Set(['PLAIN', 'LOGIN', 'SCRAM-SHA-1', 'SCRAM-SHA-256']);

/** One decoded answer of the client; gives the next challenge, or the end. */
type Exchange = (
  answer: Uint8Array,
) => Completion | { readonly kind: 'challenge'; readonly data: Uint8Array };

/** RFC 9051 6.2.2, with SASL-IR. */
export function authenticate({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  const mechanism = reader.expectAtom().toUpperCase();
  const initial = reader.sp() ? (reader.astring() ?? '') : undefined;
  reader.expectEol();
  const capability = `AUTH=${mechanism}`;
  if (!session.world.offers(capability) || !MECHANISMS.has(mechanism))
    throw new Refusal('no', 'Unknown mechanism', 'CANNOT');
  const exchange = exchangeOf(session, mechanism);
  if (initial !== undefined) {
    if (!session.world.offers('SASL-IR')) throw syntaxError('No initial response here');
    return advance(session, exchange, initial === '=' ? new Uint8Array(0) : decode(encoder.encode(initial)));
  }
  // LOGIN is the server's to begin; for the others an empty challenge asks for the first message.
  if (mechanism === 'LOGIN') return advance(session, exchange, new Uint8Array(0));
  return challenge(session, exchange, new Uint8Array(0));
}

function advance(session: Session, exchange: Exchange, answer: Uint8Array): Completion {
  const next = exchange(answer);
  return next.kind === 'challenge' ? challenge(session, exchange, next.data) : next;
}

function challenge(session: Session, exchange: Exchange, data: Uint8Array): Completion {
  session.line(`+ ${encodeBase64(data)}`);
  return {
    kind: 'more',
    handle: (line) => {
      if (line.length === 1 && line[0] === 0x2a) throw new Refusal('bad', 'Authentication cancelled');
      return advance(session, exchange, decode(line));
    },
  };
}

function decode(line: Uint8Array): Uint8Array {
  const bytes = decodeBase64(new TextDecoder().decode(line));
  if (bytes === undefined) throw syntaxError('Not base64');
  return bytes;
}

function exchangeOf(session: Session, mechanism: string): Exchange {
  if (mechanism === 'SCRAM-SHA-1') return scram(session, 'SHA-1');
  if (mechanism === 'SCRAM-SHA-256') return scram(session, 'SHA-256');
  if (session.security === 'insecure') throw new Refusal('no', 'Not over an open wire', 'PRIVACYREQUIRED');
  return mechanism === 'PLAIN' ? plain(session) : loginMechanism(session);
}

/** RFC 4616: authzid NUL authcid NUL passwd */
const plain =
  (session: Session): Exchange =>
  (answer) => {
    const [identity, user, password, more] = new TextDecoder().decode(answer).split('\0');
    if (user === undefined || password === undefined || more !== undefined)
      throw syntaxError('Not a PLAIN message');
    if (identity !== '' && identity !== user)
      throw new Refusal('no', 'Nobody may act for others', 'AUTHORIZATIONFAILED');
    return signIn(session, user, password);
  };

/** draft-murchison-sasl-login: two prompts. The first call is the server's own. */
function loginMechanism(session: Session): Exchange {
  const answers: string[] = [];
  let asked = 0;
  return (answer) => {
    // The first call carries nothing, or with SASL-IR the user's name.
    if (asked > 0 || answer.length > 0) answers.push(new TextDecoder().decode(answer));
    const [user, password] = answers;
    if (user !== undefined && password !== undefined) return signIn(session, user, password);
    asked++;
    return { kind: 'challenge', data: encoder.encode(user === undefined ? 'Username:' : 'Password:') };
  };
}

function scram(session: Session, hash: ScramHash): Exchange {
  const { crypto } = session.world;
  if (crypto === null) throw new Refusal('no', 'Unknown mechanism', 'CANNOT');
  const server = new ScramServer({
    crypto,
    hash,
    nonce: session.world.nonce(),
    iterations: 4096,
    find: (user) => session.world.account(user),
    salt: (user) => crypto.sha256(encoder.encode(`salt of ${user.toLowerCase()}`)).subarray(0, 16),
  });
  let proved: string | null = null;
  return (answer) => {
    if (proved !== null) return answer.length === 0 ? welcome(session, proved) : rejected(session);
    const step = server.step(answer);
    switch (step.kind) {
      case 'challenge':
        return step;
      case 'proved':
        proved = step.user;
        return { kind: 'challenge', data: step.data };
      case 'failed':
        return rejected(session);
      case 'broken':
        throw syntaxError('Not a SCRAM message');
    }
  };
}

function signIn(session: Session, user: string, password: string, command = 'AUTHENTICATE'): Completion {
  const account = session.world.account(user);
  const right = sameBytes(encoder.encode(account?.password ?? ''), encoder.encode(password));
  return account !== undefined && right ? welcome(session, user, command) : rejected(session);
}

function welcome(session: Session, user: string, command = 'AUTHENTICATE'): Completion {
  const { personality } = session.world;
  const account = session.world.account(user) ?? null;
  const most = personality?.limits?.connections;
  if (account !== null && most !== undefined && session.world.connectionsOf(account) >= most.count)
    return most.answer;
  session.account = account;
  const told = `CAPABILITY ${session.capabilities().join(' ')}`;
  if (personality === null) return ok(told, 'Logged in');
  const text = personality.signedIn(command, user);
  if (personality.tellsCapabilities === 'line') session.line(`* ${told}`);
  return ok(personality.tellsCapabilities === 'code' ? told : null, text);
}

function rejected(session: Session): Completion {
  const tooMany = ++session.failedLogins >= limits.failedLogins;
  return {
    kind: 'no',
    code: 'AUTHENTICATIONFAILED',
    text: 'User name or password is wrong',
    ...(tooMany ? { then: () => session.bye('Too many attempts') } : {}),
  };
}
