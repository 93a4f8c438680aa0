/** From what the protocol says to what a person is told. Server text is shown as the server's, plain and short. */
import type { CloseReason, CommandFailure, ResponseCode } from '../imap/types';
import type { AppError, ErrorCode } from '../mail/types';
import { safeDisplayText } from '../mime';
import { retrySeconds } from './hints';

const MAX_SERVER_TEXT = 300;

export function withServerText(code: ErrorCode, text: string): AppError {
  const serverText = safeDisplayText(text.slice(0, MAX_SERVER_TEXT * 4))
    .trim()
    .slice(0, MAX_SERVER_TEXT);
  return serverText === '' ? { code } : { code, serverText };
}

/** Name of a response code in upper case, or null. */
export function codeName(code: ResponseCode | null): string | null {
  if (code === null) return null;
  return code.kind === 'unknown' ? code.name : code.kind.toUpperCase();
}

/** The server only says "not now": nothing is wrong with what was asked (RFC 5530). */
export function isTemporary(failure: CommandFailure): boolean {
  if (failure.kind !== 'no' && failure.kind !== 'bad') return false;
  return TEMPORARY_CODES.has(codeName(failure.code) ?? '');
}

export function failureToError(failure: CommandFailure, refused: ErrorCode): AppError {
  switch (failure.kind) {
    case 'no':
    case 'bad':
      return withServerText(refused, failure.text);
    case 'closed':
      return { code: 'offline' };
    case 'protocol':
      return withServerText('server-protocol', failure.reason);
    case 'cancelled':
      return { code: 'internal' };
  }
}

/** Why the protocol layer ended a connection; null when we asked for it. */
export function closeReasonToError(reason: CloseReason): AppError | null {
  switch (reason.kind) {
    case 'bye':
      return turnedAway(reason.code, reason.text, 'server-bye');
    case 'protocol':
      return { code: 'server-protocol', values: { detail: reason.code } };
    case 'local':
      return null;
  }
}

/** Why a mailbox could not be selected. Not every server has the code for "there is none" (RFC 5530 section 3). */
export function selectFailureToError(failure: CommandFailure): AppError {
  if (failure.kind !== 'no') return failureToError(failure, 'mailbox-refused');
  const name = codeName(failure.code);
  const missing = name === 'NONEXISTENT' || (name === null && SAYS_MISSING.test(failure.text));
  return failureToError(failure, missing ? 'mailbox-missing' : 'mailbox-refused');
}

/** The server does not want us now: why, in its words, and for how long where it says so. */
export function turnedAway(code: ResponseCode | null, text: string, otherwise: ErrorCode): AppError {
  const name = codeName(code);
  const isTooMany = name === 'LIMIT' || saysTooMany(text);
  const error = withServerText(isTooMany ? 'too-many-connections' : otherwise, text);
  const seconds = retrySeconds(name, text, isTooMany);
  return seconds === null ? error : { ...error, values: { ...error.values, seconds } };
}

/** What a server says at sign-in, or instead of it, when the account or this address holds as many connections as it may. */
export function saysTooMany(text: string): boolean {
  return SAYS_CONNECTIONS.test(text) && SAYS_TOO_MANY.test(text);
}

const TEMPORARY_CODES: ReadonlySet<string> = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG']);
const SAYS_MISSING = /exist|no such|unknown|not found/i;
const SAYS_CONNECTIONS = /connection|session/i;
const SAYS_TOO_MANY = /too many|maximum|limit|exceed/i;
