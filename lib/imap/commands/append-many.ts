import { LocalProtocolError } from '../errors';
import { AUTHENTICATED } from '../states';
import type { NumberSet, ResponseCode, UidValidity } from '../types';
import type { WireWriter } from '../wire/writer';
import {
  appendUid,
  missingFor,
  writeAppendMessage,
  writeAppendOptions,
  type AppendOptions,
  type AppendUid,
} from './append';
import type { Command } from './command';

export interface AppendMessage extends AppendOptions {
  /** CRLF line ends and no NUL. */
  readonly message: Uint8Array;
}

export interface AppendUids {
  readonly uidValidity: UidValidity;
  /** In the order of the messages (RFC 4315 3). */
  readonly uids: NumberSet;
}

/**
 * append = "APPEND" SP mailbox 1*append-message                                  ; RFC 3502 (MULTIAPPEND)
 *
 * All or nothing: after NO none of the messages is there. Gives their UIDs where the server has UIDPLUS, else null.
 */
export function appendMany(
  mailbox: string,
  messages: readonly [AppendMessage, ...AppendMessage[]],
): Command<AppendUids | null> {
  return {
    name: 'APPEND',
    states: AUTHENTICATED,
    missing: (context) => {
      if (messages.length > 1 && !context.has('MULTIAPPEND')) return 'MULTIAPPEND';
      return messages.map((one) => missingFor(one, context)).find((what) => what !== null) ?? null;
    },
    checkable: true,
    start: () => ({
      write: (w) => {
        w.atom('APPEND').sp().mailbox(mailbox);
        for (const each of messages) {
          w.sp();
          writeAppendOptions(w, each);
          writeAppendMessage(w, each.message, each);
        }
      },
      finish: (code) =>
        code?.kind === 'appenduid' ? { uidValidity: code.uidValidity, uids: code.uids } : null,
    }),
  };
}

/** A piece of a message: octets (`utf8`: RFC 6855 4), or a URL of what the server already has (RFC 5092). */
export type CatenatePart =
  | { readonly text: Uint8Array }
  | { readonly utf8: Uint8Array }
  | { readonly url: string };

/**
 * append-data =/ "CATENATE" SP "(" cat-part *(SP cat-part) ")"                    ; RFC 4469 (CATENATE)
 *
 * A message put together on the server. NO with BADURL names the piece that is not there.
 */
export function catenate(
  mailbox: string,
  parts: readonly [CatenatePart, ...CatenatePart[]],
  options: Omit<AppendOptions, 'as'> = {},
): Command<AppendUid | null> {
  return {
    name: 'APPEND',
    states: AUTHENTICATED,
    missing: (context) => {
      if (!context.has('CATENATE')) return 'CATENATE';
      return parts.some((part) => 'utf8' in part) ? missingFor({ as: 'utf8' }, context) : null;
    },
    checkable: true,
    start: () => ({
      write: (w) => {
        w.atom('APPEND').sp().mailbox(mailbox).sp();
        writeAppendOptions(w, options);
        w.raw('CATENATE ').list(parts, (part) => writePart(w, part));
      },
      finish: (code) => appendUid(code),
    }),
  };
}

function writePart(w: WireWriter, part: CatenatePart): void {
  if ('text' in part) return void w.raw('TEXT ').literal(part.text);
  if ('utf8' in part) return void w.raw('UTF8 (').literal8(part.utf8).raw(')');
  if (!/^[!-~]+$/.test(part.url)) throw new LocalProtocolError('a URL is printable ASCII without spaces');
  w.raw('URL ').string(part.url);
}

export interface ReplaceOptions extends AppendOptions {
  /** `number` is a UID, else a sequence number. */
  readonly uid: boolean;
  /** The message that goes. */
  readonly number: number;
  /** Where the new one goes. */
  readonly mailbox: string;
  readonly message: Uint8Array;
}

/**
 * replace = ["UID" SP] "REPLACE" SP seq-number SP mailbox append-message          ; RFC 8508 (REPLACE)
 *
 * The new message takes the place of the old in one step: after NO the old one is still there. The UID comes in an
 * untagged OK before the end.
 */
export function replace(options: ReplaceOptions): Command<AppendUid | null> {
  const name = options.uid ? 'UID REPLACE' : 'REPLACE';
  return {
    name,
    states: ['selected'],
    bySequence: !options.uid,
    missing: (context) => (context.has('REPLACE') ? missingFor(options, context) : 'REPLACE'),
    checkable: true,
    start: () => {
      let told: ResponseCode | null = null;
      return {
        write: (w) => {
          const { number } = options;
          if (!Number.isInteger(number) || number < 1 || number > 0xffff_ffff)
            throw new LocalProtocolError('no message number');
          w.raw(name).sp().number(number).sp().mailbox(options.mailbox).sp();
          writeAppendOptions(w, options);
          writeAppendMessage(w, options.message, options);
        },
        untagged: (event) => {
          if (event.kind !== 'status-response' || event.code?.kind !== 'appenduid') return false;
          told = event.code;
          return true;
        },
        finish: (code) => appendUid(code) ?? appendUid(told),
      };
    },
  };
}
