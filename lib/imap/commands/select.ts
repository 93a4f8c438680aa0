import { LocalProtocolError } from '../errors';
import { MAX_RANGES } from '../limits';
import { AUTHENTICATED } from '../states';
import {
  NO_SEQ,
  toMailboxName,
  type Flag,
  type ModSeq,
  type NumberSet,
  type ResponseCode,
  type Uid,
  type UidValidity,
  type UntaggedEvent,
} from '../types';
import { formatNumberSet, normalizeNumberSet, numberSetCount } from '../wire/numset';
import type { WireWriter } from '../wire/writer';
import type { Command, CommandContext, Exchange } from './command';
import type { FetchRow } from './fetch';

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
  /** The same mailbox under any name (OBJECTID, RFC 8474 4.2); null where the server does not say. */
  readonly mailboxId: string | null;
  /** UIDs of this mailbox do not last (RFC 4315 3). */
  readonly uidNotSticky: boolean;
  /** With `qresync`: UIDs that are gone. May name some that never were. */
  readonly vanished: NumberSet;
  /** With `qresync`: messages whose flags changed, and new ones, with UID, FLAGS and MODSEQ. */
  readonly changed: readonly FetchRow[];
}

export interface SelectOptions {
  /** Ask for mod-sequences (RFC 7162 3.1.8). */
  readonly condstore?: boolean;
  /** Ask what has changed since this mailbox was last open (RFC 7162 3.2.5); QRESYNC must be enabled. */
  readonly qresync?: QresyncState;
}

/** What we know of a mailbox from before. */
export interface QresyncState {
  /** When the mailbox has another by now, the rest is worth nothing and the server says nothing of changes. */
  readonly uidValidity: UidValidity;
  /** The highest seen; at least 1. */
  readonly modSeq: ModSeq;
  /** UIDs we hold, without `*`: only these are told of. Absent, or too scattered for one line: all. */
  readonly knownUids?: NumberSet;
  /**
   * Some sequence numbers and the UIDs they had, ascending and pairwise: they spare a server that forgets old expunges from
   * telling of all UIDs that are not there (RFC 7162 3.2.5.2).
   */
  readonly match?: { readonly seqs: NumberSet; readonly uids: NumberSet };
}

/**
 * select = "SELECT" SP mailbox [select-params]                                   ; RFC 9051 6.3.2
 * select-param = "CONDSTORE" / "QRESYNC" SP "(" ... ")"                          ; RFC 7162 7
 */
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
    needs: options.qresync === undefined ? [] : ['QRESYNC'],
    start: () => new SelectExchange(name, mailbox, options),
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class SelectExchange implements Exchange<SelectedMailbox> {
  readonly #name: 'SELECT' | 'EXAMINE';
  readonly #mailbox: string;
  readonly #options: SelectOptions;
  #found: Partial<Mutable<SelectedMailbox>> = {};
  #vanished: (readonly [number, number])[] = [];
  #changed: FetchRow[] = [];

  constructor(name: 'SELECT' | 'EXAMINE', mailbox: string, options: SelectOptions) {
    this.#name = name;
    this.#mailbox = mailbox;
    this.#options = options;
  }

  readonly write: Exchange<SelectedMailbox>['write'] = (w, { may }) => {
    w.atom(this.#name).sp().mailbox(this.#mailbox);
    writeParameters(w, this.#options, may);
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
        return this.#options.qresync !== undefined && this.#change(event);
    }
  };

  /** No mailbox has so many changes; what was left out would be missed for ever. */
  readonly failed = (): string | null =>
    this.#changed.length > MAX_CHANGED || this.#vanished.length > MAX_RANGES
      ? `more changes than ${MAX_CHANGED}`
      : null;

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
      readOnly: this.#name === 'EXAMINE' || code?.kind === 'read-only',
      unseen: found.unseen ?? null,
      mailboxId: found.mailboxId ?? null,
      uidNotSticky: found.uidNotSticky ?? false,
      vanished: normalizeNumberSet(this.#vanished),
      changed: this.#changed,
    };
  };

  /** VANISHED (EARLIER) and FETCH ahead of the OK are the answer to QRESYNC (RFC 7162 3.2.5.1). */
  #change(event: UntaggedEvent): boolean {
    switch (event.kind) {
      case 'vanished':
        if (event.earlier) addRanges(this.#vanished, event.uids);
        return event.earlier;
      case 'fetch':
        return this.#row({ seq: event.seq, items: event.items });
      case 'uidfetch':
        return this.#row({ seq: NO_SEQ, items: event.items });
      default:
        return false;
    }
  }

  #row(row: FetchRow): boolean {
    if (this.#changed.length <= MAX_CHANGED) this.#changed.push(row);
    return true;
  }

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
      case 'mailboxid':
        found.mailboxId = code.id;
        return true;
      case 'uidnotsticky':
        found.uidNotSticky = true;
        return true;
      case 'closed':
        // Everything before it was about the mailbox that was open (RFC 9051 7.1).
        this.#found = {};
        this.#vanished = [];
        this.#changed = [];
        return false;
      case 'nomodseq':
        return true;
      default:
        return false;
    }
  }
}

function writeParameters(
  w: WireWriter,
  { condstore, qresync }: SelectOptions,
  may: CommandContext['may'],
): void {
  const parameters: (() => void)[] = [];
  if (condstore === true && may('CONDSTORE')) parameters.push(() => w.raw('CONDSTORE'));
  if (qresync !== undefined) parameters.push(() => writeQresync(w, qresync));
  if (parameters.length > 0) w.sp().list(parameters, (write) => write());
}

/** "QRESYNC" SP "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"       ; RFC 7162 7 */
function writeQresync(w: WireWriter, { uidValidity, modSeq, knownUids, match }: QresyncState): void {
  if (uidValidity < 1 || modSeq < 1n) throw new LocalProtocolError('QRESYNC needs what was seen before');
  w.raw('QRESYNC (').number(uidValidity).sp().number(modSeq);
  const known = knownUids === undefined ? null : closedSet(knownUids);
  if (known !== null && isShort(known)) w.sp().numberSet(known);
  if (match !== undefined) {
    const [seqs, uids] = [closedSet(match.seqs), closedSet(match.uids)];
    if (numberSetCount(seqs) !== numberSetCount(uids))
      throw new LocalProtocolError('sequence numbers and UIDs do not pair');
    if (isShort(seqs) && isShort(uids)) w.raw(' (').numberSet(seqs).sp().numberSet(uids).raw(')');
  }
  w.raw(')');
}

/** One more than can be kept says that there were too many. */
export function addRanges(kept: (readonly [number, number])[], ranges: NumberSet): void {
  for (const range of ranges) if (kept.length <= MAX_RANGES) kept.push(range);
}

/** SELECT cannot be sent in parts, and what is too long for its line may be left out: the server then tells more. */
function isShort(set: NumberSet): boolean {
  return formatNumberSet(set).length <= MAX_SET;
}

function closedSet(set: NumberSet): NumberSet {
  if (set.some(([, high]) => high === Infinity)) throw new LocalProtocolError('a known set has no *');
  return set;
}

const MAX_CHANGED = 1_000_000;
/** Three of them and a name fit into the 8,000 octets that servers read. */
const MAX_SET = 2_000;
