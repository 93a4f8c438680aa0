/**
 * Every fault a person may meet, in one table: where it is said, what is safe meanwhile, and what to do next. The sentences stand
 * in lib/i18n (`errors.<code>`, `faults.safe.<safe>`, `faults.next.<step>`), the causes and logs in docs/faults.md; a test holds the
 * three together.
 */
import type { AppError, ErrorCode } from './types';

/**
 * `start`: instead of the first screen. `sign-in`: above the form. `banner`: along the foot of the mail. `list`, `message`: in the
 * place of what could not be shown. `toast`: over the mail, for what was done a moment ago. `field`: under what was typed.
 * `device`: a quiet line along the foot until it is put aside, and in "On this device"; mail itself works.
 */
export type FaultPlace = 'start' | 'sign-in' | 'banner' | 'list' | 'message' | 'toast' | 'field' | 'device';

/** What a person need not worry about. Where changes wait for the connection, their number is said instead. */
export type FaultSafety =
  /** Nothing left the browser that the server could use. */
  | 'not-sent'
  | 'untouched'
  | 'waits'
  /** An action was taken back: things are as before. */
  | 'taken-back'
  /** What the server has was read again. */
  | 'read-again'
  /** A part was done; it stays done. */
  | 'partly'
  /** Mail is on the server and is fetched from there. */
  | 'on-server'
  /** What waits to be sent is on the device as before. */
  | 'work-saved'
  /** What waits to be sent is there while a tab of Tagline is open. */
  | 'work-here'
  /** Nothing that could be read is left. */
  | 'emptied';

/** The first is the one most likely to help. */
export type FaultStep =
  | 'retry'
  | 'password'
  | 'reload'
  | 'other-folder'
  | 'back'
  /** A link to the address this page may have. */
  | 'allowed-address'
  /** Copies what whoever runs the server wants to know. */
  | 'report'
  /** Saves what waits to be sent as a file. */
  | 'export'
  /** The others are said, and need no button. */
  | FaultAdvice;

export type FaultAdvice =
  | 'correct'
  | 'choose'
  | 'check'
  | 'ordinary-window'
  | 'free-space'
  | 'close-others'
  | 'wait-for-sending';

export interface Fault {
  readonly places: readonly [FaultPlace, ...FaultPlace[]];
  readonly safe: FaultSafety;
  readonly next: readonly [FaultStep, ...FaultStep[]];
  /** Another try may well not meet it again: while signed in, it is tried again without being asked. */
  readonly passes: boolean;
  /** The protocol drawer shows something of it. */
  readonly wire: boolean;
}

const connecting = {
  places: ['sign-in', 'banner', 'message'],
  safe: 'not-sent',
  passes: true,
  wire: true,
} as const;
const certificate = { ...connecting, next: ['retry', 'report'], passes: false } as const;
const refusedLogin = {
  places: ['sign-in'],
  safe: 'not-sent',
  next: ['report', 'retry'],
  passes: false,
  wire: true,
} as const;
const field = {
  places: ['field'],
  safe: 'untouched',
  next: ['choose'],
  passes: false,
  wire: false,
} as const;
const file = {
  places: ['toast'],
  safe: 'untouched',
  next: ['correct'],
  passes: false,
  wire: false,
} as const;
/** Less is kept on the device than was asked for (lib/store/trouble.ts); no other try of ours would change that. */
const device = {
  places: ['device'],
  safe: 'on-server',
  passes: false,
  wire: false,
} as const;
const toast = { places: ['toast'], safe: 'taken-back', passes: false, wire: true } as const;

export const FAULTS: Readonly<Record<ErrorCode, Fault>> = {
  // Signing in.
  // Once while signed in: the next refusal ends the session.
  'wrong-password': {
    ...refusedLogin,
    places: ['sign-in', 'banner'],
    safe: 'untouched',
    next: ['password', 'retry'],
  },
  'too-many-accounts': { ...refusedLogin, next: ['retry'], wire: false },
  'login-disabled': refusedLogin,
  'no-mechanism': refusedLogin,
  'mechanism-unknown': refusedLogin,
  'server-signature': refusedLogin,
  'server-refused': {
    places: ['sign-in', 'banner', 'list', 'message', 'toast'],
    safe: 'untouched',
    next: ['retry', 'report'],
    passes: true,
    wire: true,
  },
  'too-many-connections': { ...connecting, safe: 'untouched', next: ['retry', 'report'] },

  // What the mail server says and does.
  'server-bye': { ...connecting, safe: 'untouched', next: ['retry'] },
  'server-protocol': {
    places: ['sign-in', 'banner', 'list', 'message', 'toast'],
    safe: 'untouched',
    next: ['retry', 'report'],
    passes: true,
    wire: true,
  },
  'too-slow': { ...connecting, safe: 'untouched', next: ['retry'] },
  'answer-endless': { ...connecting, safe: 'untouched', next: ['retry', 'report'] },

  // Folders.
  'mailbox-missing': {
    places: ['list', 'message', 'toast'],
    safe: 'untouched',
    next: ['other-folder', 'back'],
    passes: false,
    wire: true,
  },
  'mailbox-refused': {
    places: ['list', 'message', 'toast'],
    safe: 'untouched',
    next: ['retry', 'other-folder'],
    passes: false,
    wire: true,
  },
  'mailbox-crashes': {
    places: ['list', 'message', 'toast'],
    safe: 'untouched',
    next: ['other-folder', 'retry', 'report'],
    passes: false,
    wire: true,
  },
  'mailbox-changed': { ...toast, safe: 'read-again', next: ['check'] },
  'mailbox-unsteady': {
    places: ['list'],
    safe: 'untouched',
    next: ['retry', 'other-folder', 'report'],
    passes: false,
    wire: true,
  },
  'mailbox-read-only': { ...toast, next: ['check'] },

  // Messages and actions.
  'message-missing': {
    places: ['message', 'toast'],
    safe: 'untouched',
    next: ['back'],
    passes: false,
    wire: true,
  },
  'message-too-large': {
    places: ['message', 'toast'],
    safe: 'untouched',
    next: ['back'],
    passes: false,
    wire: false,
  },
  'part-broken': {
    places: ['message', 'toast'],
    safe: 'untouched',
    next: ['retry'],
    passes: false,
    wire: true,
  },
  'action-refused': { ...toast, next: ['report'] },
  'action-unknown': { ...toast, safe: 'read-again', next: ['check'] },
  'action-partly': { ...toast, safe: 'partly', next: ['report'] },
  'action-over-quota': { ...toast, next: ['check'] },
  'action-no-way-back': { ...toast, safe: 'partly', next: ['check'] },
  'moved-not-removed': { ...toast, safe: 'partly', next: ['report'] },
  'no-archive-folder': { ...toast, next: ['check'], wire: false },
  'no-trash-folder': { ...toast, next: ['check'], wire: false },

  // Folder names and long work.
  'folder-name-empty': field,
  'folder-name-control': field,
  'folder-name-wildcard': field,
  'folder-name-delimiter': field,
  'folder-name-long': field,
  'folder-exists': field,
  'folder-refused': { ...field, places: ['field', 'toast'], next: ['report'], wire: true },
  'folder-fixed': { ...field, places: ['field', 'toast'] },
  'folder-in-itself': field,
  'folder-flat': field,
  'folder-partly': { ...toast, safe: 'partly', next: ['check'] },
  'job-unsafe': { ...toast, safe: 'untouched', next: ['report'] },

  'marked-meanwhile': { ...toast, next: ['check'] },

  // Mail as files.
  'append-forbidden': { ...toast, safe: 'untouched', next: ['report'] },
  'append-refused': { ...toast, safe: 'untouched', next: ['report'] },
  'append-too-large': { ...toast, safe: 'untouched', next: ['report'] },
  'append-unsure': { ...toast, safe: 'partly', next: ['check'] },
  'over-quota': { ...toast, safe: 'partly', next: ['check'] },
  'import-no-mail': file,
  'import-too-many': file,
  'import-unreadable': file,
  'import-too-large': file,
  'import-binary': file,
  'import-empty': file,
  'import-broken': file,
  'export-too-large': file,
  'export-unwritable': file,

  // The way to Tagline's own server.
  offline: {
    places: ['banner', 'sign-in', 'list', 'message', 'toast', 'field'],
    safe: 'waits',
    next: ['retry'],
    passes: true,
    wire: false,
  },
  'bridge-unreachable': { ...connecting, next: ['retry'] },
  'bridge-origin': { ...connecting, next: ['allowed-address', 'report'], passes: false },
  'bridge-rate': { ...connecting, next: ['retry'] },
  'bridge-draining': { ...connecting, next: ['retry'] },
  'bridge-outdated': { ...connecting, next: ['retry', 'report'] },
  'bridge-closed': { ...connecting, safe: 'untouched', next: ['retry'] },

  // The way from there to the mail server.
  'target-unknown': { ...connecting, next: ['reload', 'report'], passes: false },
  'target-refused': { ...connecting, next: ['report'], passes: false },
  'dns-failed': { ...connecting, next: ['retry', 'report'] },
  'connect-failed': { ...connecting, next: ['retry', 'report'] },
  'connect-timeout': { ...connecting, next: ['retry', 'report'] },
  'tls-failed': { ...connecting, next: ['retry', 'report'] },
  'tls-expired': certificate,
  'tls-name': certificate,
  'tls-self-signed': certificate,
  'tls-untrusted': certificate,
  'tls-pin': certificate,
  'tls-version': certificate,
  'starttls-refused': certificate,

  // What this device keeps.
  'store-none': { ...device, next: ['ordinary-window'] },
  'store-unanswered': { ...device, next: ['reload'] },
  'store-blocked': { ...device, next: ['close-others', 'reload'] },
  'store-newer': { ...device, next: ['reload'] },
  'store-gone': { ...device, next: ['reload'] },
  'store-evicted': { ...device, next: ['free-space'] },
  'store-full': { ...device, next: ['free-space'] },
  'store-rebuilt': { ...device, safe: 'work-saved', next: ['export'] },
  'store-broken': { ...device, safe: 'work-here', next: ['export', 'reload'] },
  'store-items-memory': { ...device, safe: 'work-here', next: ['export', 'wait-for-sending'] },
  'store-items-sealed': { ...device, safe: 'untouched', next: ['check'] },
  'store-not-deleted': { ...device, places: ['sign-in'], safe: 'emptied', next: ['close-others'] },
  'store-items-too-many': { ...toast, next: ['wait-for-sending'], wire: false },
  'store-item-unsupported': { ...toast, next: ['choose'], wire: false },
  'store-item-too-large': { ...toast, next: ['choose'], wire: false },

  // Tagline itself.
  'engine-outdated': {
    places: ['start', 'sign-in', 'banner'],
    safe: 'untouched',
    next: ['reload'],
    passes: false,
    wire: false,
  },
  'tab-reopened': {
    places: ['sign-in'],
    safe: 'untouched',
    next: ['password'],
    passes: false,
    wire: false,
  },
  'device-expired': {
    places: ['sign-in'],
    safe: 'untouched',
    next: ['password'],
    passes: false,
    wire: false,
  },
  'engine-failed': {
    places: ['start', 'sign-in'],
    safe: 'untouched',
    next: ['reload', 'report'],
    passes: false,
    wire: false,
  },
  internal: {
    places: ['start', 'sign-in', 'banner', 'list', 'message', 'toast', 'field'],
    safe: 'untouched',
    next: ['retry', 'report'],
    passes: true,
    wire: true,
  },
};

const ADVICE: ReadonlySet<FaultStep> = new Set<FaultAdvice>([
  'correct',
  'choose',
  'check',
  'ordinary-window',
  'free-space',
  'close-others',
  'wait-for-sending',
]);
/** A step that is said, and needs no button. */
export const isAdvice = (step: FaultStep): step is FaultAdvice => ADVICE.has(step);

/** Whether another try without another word of the person makes sense. */
export const mayPass = ({ code }: AppError): boolean => FAULTS[code].passes;
