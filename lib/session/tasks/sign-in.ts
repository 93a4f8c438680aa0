/** Proves who we are on a connection whose greeting was read: the safest mechanism both sides know, once. */
import { authenticate, capability, login as loginCommand } from '../../imap';
import type { CommandFailure, SaslMechanism } from '../../imap/types';
import type { AppError, ErrorCode, Result } from '../../mail/types';
import { chooseMechanism, makeMechanism, NONCE_BYTES, type MechanismChoice } from '../../sasl';
import { codeName, failureToError, isTemporary, saysTooMany, turnedAway, withServerText } from '../errors';
import type { Link } from '../link';
import type { SessionEnvironment, SignedIn, SignIn } from '../types';

type Credentials = Pick<SignIn, 'user' | 'password' | 'proof'>;

/**
 * `scramOnly`: an earlier connection of this session proved itself by SCRAM, so nothing weaker is tried. A server that
 * stops offering it may be another one that wants the password.
 *
 * Flights: 0-1 for CAPABILITY (0 when the greeting told or `prepare` asked), 1 for PLAIN, 3 for SCRAM, and 0-1 for CAPABILITY again (0 when
 * the OK told).
 */
export async function signInTask(
  link: Link,
  credentials: Credentials,
  env: SessionEnvironment,
  scramOnly: boolean,
): Promise<Result<SignedIn>> {
  const asked = await askCapabilities(link);
  if (asked !== null) return { ok: false, error: asked };
  // It may have gone with its greeting: a server that is not there offers no mechanism, which is no reason to give up.
  if (link.driver.isLost) return { ok: false, error: { code: 'offline' } };
  const choice = chooseMechanism({
    has: (name) => link.driver.has(name),
    mechanisms: mechanismsOf(link.driver.capabilities),
    security: link.driver.facts?.security ?? 'insecure',
    insecureAllowed: link.target.security === 'insecure',
    user: credentials.user,
    ...(credentials.proof === undefined ? {} : { proof: credentials.proof }),
  });
  if (scramOnly && choice.kind !== 'none' && choice.kind !== 'scram') {
    return { ok: false, error: { code: 'server-signature' } };
  }
  // Also as PLAIN writes it (RFC 4616).
  link.driver.hide([credentials.password, `\0${credentials.user}\0${credentials.password}`]);
  const refusal = choice.kind === 'none' ? noneToError(choice) : await prove(link, choice, credentials, env);
  if (refusal !== null) return { ok: false, error: refusal };
  // Many servers tell what they can do for whom they know only when asked; what follows (ID before SELECT, above all) depends on it.
  // A refusal is not held against the sign-in.
  await askCapabilities(link);
  // It may have gone in the moment of its OK.
  if (link.driver.isLost) return { ok: false, error: { code: 'offline' } };
  link.ready = true;
  return {
    ok: true,
    value: {
      mechanism: choice.kind === 'none' ? '' : choice.name,
      passwordSent: choice.kind !== 'scram',
      capabilities: link.driver.capabilities,
    },
  };
}

/** Makes sure that capabilities are known; null when they are. */
export async function askCapabilities(link: Link): Promise<AppError | null> {
  if (link.driver.knowsCapabilities) return null;
  const outcome = await link.run(capability());
  return outcome.ok ? null : failureToError(outcome.failure, 'server-refused');
}

async function prove(
  link: Link,
  choice: Exclude<MechanismChoice, { kind: 'none' }>,
  { user, password, proof }: Credentials,
  env: SessionEnvironment,
): Promise<AppError | null> {
  if (choice.kind === 'command') {
    const outcome = await link.run(loginCommand(user, password));
    return outcome.ok ? null : refusalToError(outcome.failure, 'wrong-password');
  }
  const server = link.driver.facts ?? undefined;
  const make = () => watchFailure(makeMechanism(choice, user, password, env.random(NONCE_BYTES), server));
  const hadInitial = link.driver.has('SASL-IR');
  let mechanism = make();
  let outcome = await link.run(authenticate(mechanism.mechanism));
  // BAD, without a word on the password, to a response that came along: it is sent when asked for, once.
  if (!outcome.ok && outcome.failure.kind === 'bad' && hadInitial && !link.driver.has('SASL-IR')) {
    mechanism = make();
    outcome = await link.run(authenticate(mechanism.mechanism));
  }
  // A server that does not prove to know the password is not the server, whatever it says (RFC 5802 section 5).
  if (mechanism.failed() !== null)
    return { code: 'server-signature', values: { detail: mechanism.failed() ?? '' } };
  // A token is renewed, not typed again.
  if (!outcome.ok)
    return refusalToError(outcome.failure, proof === 'token' ? 'server-refused' : 'wrong-password');
  return mechanism.mechanism.success() ? null : { code: 'server-signature' };
}

function refusalToError(failure: CommandFailure, wrong: ErrorCode): AppError {
  if (failure.kind !== 'no' && failure.kind !== 'bad') return failureToError(failure, 'server-refused');
  const name = codeName(failure.code);
  if (name === 'LIMIT' || saysTooMany(failure.text) || isTemporary(failure))
    return turnedAway(failure.code, failure.text, 'server-refused');
  // RFC 2221: the server names another one. It is shown, never followed: the password is for the server that was chosen.
  if (name === 'REFERRAL') return withServerText('server-refused', `${referralOf(failure)} ${failure.text}`);
  if (name === 'PRIVACYREQUIRED') return withServerText('login-disabled', failure.text);
  if (failure.kind === 'bad' || name === 'CONTACTADMIN' || name === 'EXPIRED' || name === 'ALERT') {
    return withServerText('server-refused', failure.text);
  }
  return withServerText(wrong, failure.text);
}

function referralOf({ code }: Extract<CommandFailure, { kind: 'no' | 'bad' }>): string {
  return code?.kind === 'referral' ? code.urls.join(' ') : '';
}

function noneToError(choice: Extract<MechanismChoice, { kind: 'none' }>): AppError {
  switch (choice.reason) {
    case 'insecure':
    case 'login-disabled':
      return { code: 'login-disabled' };
    case 'no-mechanism':
      return { code: 'no-mechanism' };
    case 'mechanism-unknown':
      return {
        code: 'mechanism-unknown',
        values: { offered: choice.offered.slice(0, MAX_NAMED).join(', ') },
      };
  }
}

/** sasl-mech = 1*20mech-char (RFC 4422 3.1); what has another shape is not worth a person's eyes. */
function mechanismsOf(capabilities: readonly string[]): readonly string[] {
  return capabilities.flatMap((name) => /^AUTH=([A-Z0-9_-]{1,20})$/.exec(name.toUpperCase())?.[1] ?? []);
}

const MAX_NAMED = 5;

/** Remembers that the mechanism itself broke off: the command's outcome only says that it was cancelled. */
function watchFailure(inner: SaslMechanism): { mechanism: SaslMechanism; failed: () => string | null } {
  let reason: string | null = null;
  const watch = (step: ReturnType<SaslMechanism['challenge']>): ReturnType<SaslMechanism['challenge']> => {
    if (step.kind === 'fail') reason = step.reason;
    return step;
  };
  return {
    mechanism: {
      name: inner.name,
      initial: () => inner.initial(),
      challenge: (data) => watch(inner.challenge(data)),
      derived: (key) => watch(inner.derived(key)),
      success: () => inner.success(),
    },
    failed: () => reason,
  };
}
