import type { SaslMechanism, SaslStep } from '../imap/types';

/**
 * LOGIN (draft-murchison-sasl-login): the server asks twice, by prompts nobody agrees on, so only their order counts.
 * The last resort before the LOGIN command; the same rules about TLS as for PLAIN.
 */
export function login(user: string, password: string): SaslMechanism {
  const answers = [user, password];
  return {
    name: 'LOGIN',
    initial: () => null,
    challenge: (): SaslStep => {
      const answer = answers.shift();
      if (answer === undefined) return { kind: 'fail', reason: 'LOGIN: a third prompt' };
      return { kind: 'send', response: new TextEncoder().encode(answer) };
    },
    derived: (): SaslStep => ({ kind: 'fail', reason: 'LOGIN: key out of turn' }),
    success: () => answers.length === 0,
  };
}
