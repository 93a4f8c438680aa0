import { AUTHENTICATED } from '../states';
import type { Command } from './command';

export type NotifyEvent =
  | 'MessageNew'
  | 'MessageExpunge'
  | 'FlagChange'
  | 'MailboxName'
  | 'SubscriptionChange';

/** Which mailboxes: the selected one (its EXPUNGE waits until numbers may move), or all of the person's own. */
export interface NotifyGroup {
  readonly mailboxes: 'SELECTED-DELAYED' | 'PERSONAL';
  /** Message events go together: RFC 5465 5 asks for MessageNew with MessageExpunge. */
  readonly events: readonly NotifyEvent[];
}

/**
 * notify = "NOTIFY" SP ("NONE" / "SET" 1*(SP event-group))                       ; RFC 5465 3.1, 8
 *
 * From its OK on, STATUS tells of messages in mailboxes that are not selected, LIST of mailboxes that come, go or change
 * their name; both at any time. `[NOTIFICATIONOVERFLOW]` later means that the server gave up and sends nothing more.
 */
export function notify(groups: readonly NotifyGroup[]): Command<void> {
  return {
    name: 'NOTIFY',
    states: AUTHENTICATED,
    checkable: true,
    start: () => ({
      write: (w) => {
        w.atom('NOTIFY').sp();
        if (groups.length === 0) {
          w.atom('NONE');
          return;
        }
        w.atom('SET');
        for (const { mailboxes, events } of groups) {
          w.raw(` (${mailboxes} `);
          w.list(events, (event) => w.atom(event)).raw(')');
        }
      },
      finish: () => undefined,
    }),
  };
}
