import { LocalProtocolError } from '../errors';
import { AUTHENTICATED } from '../states';
import type { WireWriter } from '../wire/writer';
import type { Command } from './command';
import { writeFetchItem, type FetchWord } from './fetch-items';
import { writeSource, type MailboxFilter } from './mailbox-filter';

/** RFC 5465 5. The last two need METADATA, AnnotationChange needs ANNOTATE. */
export type NotifyEvent =
  | 'MessageNew'
  | 'MessageExpunge'
  | 'FlagChange'
  | 'AnnotationChange'
  | 'MailboxName'
  | 'SubscriptionChange'
  | 'MailboxMetadataChange'
  | 'ServerMetadataChange';

export interface NotifyGroup {
  /**
   * The selected mailbox (`-DELAYED`: its EXPUNGE waits until numbers may move), or those of a filter; a mailbox in several
   * belongs to the first (RFC 5465 3.1).
   */
  readonly mailboxes: 'SELECTED' | 'SELECTED-DELAYED' | Uppercase<MailboxFilter & string> | NamedMailboxes;
  /**
   * None: silence about these mailboxes. Message events go together: RFC 5465 5 asks for MessageNew with MessageExpunge, and for
   * both with FlagChange or AnnotationChange.
   */
  readonly events: readonly NotifyEvent[];
  /** What is told of a new message in the selected mailbox, as an untagged FETCH; the UID at least where UIDs are used. */
  readonly fetch?: readonly [FetchWord, ...FetchWord[]];
}

type NamedMailboxes = Exclude<MailboxFilter, string>;

export interface NotifyOptions {
  /** Begin with a STATUS of every mailbox with message events that is not selected (RFC 5465 3.1). */
  readonly status?: boolean;
}

/**
 * notify = "NOTIFY" SP ("NONE" / "SET" [SP "STATUS"] 1*(SP event-group))         ; RFC 5465 3.1, 8
 *
 * From its OK on, STATUS tells of messages in mailboxes that are not selected, LIST of mailboxes that come, go or change
 * their name; both at any time. Each NOTIFY replaces the one before. `[NOTIFICATIONOVERFLOW]` later means that the server gave up
 * and sends nothing more; NO with BADEVENT names the events it knows.
 */
export function notify(groups: readonly NotifyGroup[], options: NotifyOptions = {}): Command<void> {
  return {
    name: 'NOTIFY',
    states: AUTHENTICATED,
    checkable: true,
    start: () => ({
      write: (w) => {
        w.raw('NOTIFY ');
        if (groups.length === 0) return void w.raw('NONE');
        w.raw(options.status === true ? 'SET STATUS' : 'SET');
        for (const group of groups) writeGroup(w.sp(), group);
      },
      finish: () => undefined,
    }),
  };
}

/** event-group = "(" filter-mailboxes SP events ")" ; events = ("(" event *(SP event) ")") / "NONE" */
function writeGroup(w: WireWriter, { mailboxes, events, fetch }: NotifyGroup): void {
  const selected = mailboxes === 'SELECTED' || mailboxes === 'SELECTED-DELAYED';
  checkEvents(events, selected);
  if (fetch !== undefined && !(selected && events.includes('MessageNew')))
    throw new LocalProtocolError('items are told of new messages of the selected mailbox only');
  writeSource(w.raw('('), mailboxes);
  if (events.length === 0) return void w.raw(' NONE)');
  w.sp().list(events, (event) => {
    w.raw(event);
    if (event === 'MessageNew' && fetch !== undefined) w.sp().list(fetch, (item) => writeFetchItem(w, item));
  });
  w.raw(')');
}

/** What a server answers with BAD (RFC 5465 5, 6.1). */
function checkEvents(events: readonly NotifyEvent[], selected: boolean): void {
  const has = (event: NotifyEvent): boolean => events.includes(event);
  if (selected && events.some((event) => !MESSAGE_EVENTS.has(event)))
    throw new LocalProtocolError('the selected mailbox has message events only');
  const messages = events.some((event) => MESSAGE_EVENTS.has(event));
  if (messages && !(has('MessageNew') && has('MessageExpunge')))
    throw new LocalProtocolError('message events include MessageNew and MessageExpunge');
}

const MESSAGE_EVENTS: ReadonlySet<NotifyEvent> = new Set([
  'MessageNew',
  'MessageExpunge',
  'FlagChange',
  'AnnotationChange',
]);
