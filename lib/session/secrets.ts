/** What a server says of a failure, without the password it may say back. */
import type { CommandOutcome } from '../imap/types';
import type { AppError } from '../mail/types';
import { hideSecrets } from '../net/secret-forms';

export function hideInOutcome<T>(outcome: CommandOutcome<T>, forms: readonly string[]): CommandOutcome<T> {
  if (outcome.ok || forms.length === 0) return outcome;
  const { failure } = outcome;
  if (failure.kind === 'no' || failure.kind === 'bad')
    return { ok: false, failure: { ...failure, text: hideSecrets(failure.text, forms) } };
  if (failure.kind === 'protocol')
    return { ok: false, failure: { ...failure, reason: hideSecrets(failure.reason, forms) } };
  return outcome;
}

export function hideInError(error: AppError | null, forms: readonly string[]): AppError | null {
  if (error?.serverText === undefined || forms.length === 0) return error;
  return { ...error, serverText: hideSecrets(error.serverText, forms) };
}
