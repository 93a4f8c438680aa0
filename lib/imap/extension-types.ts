/** What responses of extensions hold: access rights, notes, orders and conversations. */
import type { FetchItems, MailboxName, ModSeq, Uid } from './types';

/**
 * Conversations as the server sees them (THREAD, RFC 5256), in its order and with parents before their children.
 * Number 0 stands for a message that is missing: the first of a conversation whose branches are here.
 */
export interface ThreadForest {
  /** UIDs or sequence numbers, as was asked. */
  readonly numbers: Uint32Array;
  /** For each of them the position of its parent in `numbers`; -1 where a conversation begins. */
  readonly parents: Int32Array;
}

export type ExtensionEvent =
  /** FETCH of a session without sequence numbers (RFC 9586 3); `items` hold the UID too. */
  | { readonly kind: 'uidfetch'; readonly uid: Uid; readonly items: FetchItems }
  /** Pairs of identifier and rights (RFC 4314 3.6). */
  | {
      readonly kind: 'acl';
      readonly mailbox: MailboxName;
      readonly rights: readonly (readonly [identifier: string, rights: string])[];
    }
  | {
      readonly kind: 'listrights';
      readonly mailbox: MailboxName;
      readonly identifier: string;
      readonly required: string;
      readonly optional: readonly string[];
    }
  | { readonly kind: 'myrights'; readonly mailbox: MailboxName; readonly rights: string }
  /** Names in lower case: entries with their values, or (then none) those that changed (RFC 5464 4.4). */
  | {
      readonly kind: 'metadata';
      readonly mailbox: MailboxName;
      readonly entries: readonly (readonly [name: string, value: string | null])[];
      readonly changed: readonly string[];
    }
  /** In the order asked for (RFC 5256 4). */
  | { readonly kind: 'sort'; readonly numbers: Uint32Array; readonly modSeq: ModSeq | null }
  | { readonly kind: 'thread'; readonly forest: ThreadForest };
