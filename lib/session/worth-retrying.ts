/** Which failures to reach or enter the mail server may pass by themselves. */
import type { AppError, ErrorCode } from '../mail/types';

/** Errors of a dial or sign-in that another try may well not meet again. */
export function isWorthRetrying(error: AppError): boolean {
  return !FINAL_CODES.has(error.code);
}

const FINAL_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'wrong-password',
  'login-disabled',
  'no-mechanism',
  'mechanism-unknown',
  'server-signature',
  'bridge-origin',
  'target-unknown',
  'target-refused',
  'tls-expired',
  'tls-name',
  'tls-self-signed',
  'tls-untrusted',
  'tls-version',
  'engine-outdated',
]);
