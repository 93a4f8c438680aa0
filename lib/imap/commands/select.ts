import { AUTHENTICATED } from '../states';
import {
  toMailboxName,
  type Flag,
  type ModSeq,
  type ResponseCode,
  type Uid,
  type UidValidity,
  type UntaggedEvent,
} from '../types';
import type { Command, Exchange } from './command';

export interface SelectedMailbox {
  readonly exists: number;
  /** 0 when the server did not say: some never do. */
  readonly uidValidity: UidValidity;
  readonly uidNext: Uid | null;
  /** Null without CONDSTORE, or when the mailbox keeps none (NOMODSEQ). */
  readonly highestModSeq: ModSeq | null;
  readonly flags: readonly Flag[];
  /** What may be stored; with `\\*`, new keywords too. The same as `flags` when the server did not say (RFC 9051 7.1). */
  readonly permanentFlags: readonly Flag[];
  readonly readOnly: boolean;
  /** Sequence number of the first unseen message; not in IMAP4rev2. */
  readonly unseen: number | null;
}

export interface SelectOptions {
  /** Ask for mod-sequences (RFC 7162 3.1.8). */
  readonly condstore?: boolean;
}

/** select = "SELECT" SP mailbox [select-params] ; RFC 9051 6.3.2 */
export function select(mailbox: string, options: SelectOptions = {}): Command<SelectedMailbox> {
  return opening('SELECT', mailbox, options);
}

/** examine = "EXAMINE" SP mailbox [select-params] ; RFC 9051 6.3.3: the same, read-only. */
export function examine(mailbox: string, options: SelectOptions = {}): Command<SelectedMailbox> {
  return opening('EXAMINE', mailbox, options);
}

/** Sequence numbers sent behind it are those of the new mailbox, where nothing can be expunged before its OK. */
function opening(
  name: 'SELECT' | 'EXAMINE',
  mailbox: string,
  options: SelectOptions,
): Command<SelectedMailbox> {
  return {
    name,
    states: AUTHENTICATED,
    nextState: 'selected',
    mailbox: toMailboxName(mailbox),
    keepsNumbers: true,
    checkable: true,
    start: () => new SelectExchange(name, mailbox, options),
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class SelectExchange implements Exchange<SelectedMailbox> {
  readonly #name: 'SELECT' | 'EXAMINE';
  readonly #mailbox: string;
  readonly #options: SelectOptions;
  #found: Partial<Mutable<SelectedMailbox>> = {};

  constructor(name: 'SELECT' | 'EXAMINE', mailbox: string, options: SelectOptions) {
    this.#name = name;
    this.#mailbox = mailbox;
    this.#options = options;
  }

  readonly write: Exchange<SelectedMailbox>['write'] = (w) => {
    w.atom(this.#name).sp().mailbox(this.#mailbox);
    if (this.#options.condstore === true) w.raw(' (CONDSTORE)');
  };

  readonly untagged = (event: UntaggedEvent): boolean => {
    switch (event.kind) {
      case 'exists':
        this.#found.exists = event.count;
        return true;
      case 'recent':
        return true;
      case 'flags':
        this.#found.flags = event.flags;
        return true;
      case 'status-response':
        return event.status === 'ok' && event.code !== null && this.#code(event.code);
      default:
        return false;
    }
  };

  readonly finish = (code: ResponseCode | null): SelectedMailbox => {
    const found = this.#found;
    const flags = found.flags ?? [];
    return {
      exists: found.exists ?? 0,
      uidValidity: found.uidValidity ?? (0 as UidValidity),
      uidNext: found.uidNext ?? null,
      highestModSeq: found.highestModSeq ?? null,
      flags,
      permanentFlags: found.permanentFlags ?? flags,
      readOnly: this.#name === 'EXAMINE' || (code?.kind === 'other' && code.name === 'READ-ONLY'),
      unseen: found.unseen ?? null,
    };
  };

  #code(code: ResponseCode): boolean {
    const found = this.#found;
    switch (code.kind) {
      case 'uidvalidity':
        found.uidValidity = code.uidValidity;
        return true;
      case 'uidnext':
        found.uidNext = code.uid > 0 ? code.uid : null;
        return true;
      case 'highestmodseq':
        found.highestModSeq = code.modSeq > 0n ? code.modSeq : null;
        return true;
      case 'permanentflags':
        found.permanentFlags = code.flags;
        return true;
      case 'unseen':
        found.unseen = code.seq > 0 ? code.seq : null;
        return true;
      case 'other':
        // Everything before CLOSED was about the mailbox that was open (RFC 9051 7.1).
        if (code.name === 'CLOSED') this.#found = {};
        return code.name === 'NOMODSEQ';
      default:
        return false;
    }
  }
}
