/** What a change of the page's model asks of the screen. */
import type { MailboxName } from '../imap/types';
import type { AccountId } from '../mail';

/** What may have to be drawn again. */
export type Touched =
  | { readonly kind: 'quota'; readonly account: AccountId }
  | { readonly kind: 'status' | 'accounts' | 'ops' | 'new-mail' }
  | { readonly kind: 'connection' | 'folders' | 'everywhere'; readonly account: AccountId }
  | { readonly kind: 'list'; readonly account: AccountId; readonly mailbox: MailboxName }
  /** Messages cached by UID are void: the mailbox was made anew. */
  | { readonly kind: 'mailbox-reborn'; readonly account: AccountId; readonly mailbox: MailboxName };
