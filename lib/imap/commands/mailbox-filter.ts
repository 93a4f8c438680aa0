import type { WireWriter } from '../wire/writer';

/** Mailboxes by what they are (RFC 5465 6). `subtree` means a mailbox and all below it, also those that come later. */
export type MailboxFilter =
  | 'personal'
  | 'subscribed'
  | 'inboxes'
  | { readonly subtree: readonly [string, ...string[]] }
  | { readonly mailboxes: readonly [string, ...string[]] };

/** filter-mailboxes: a word as it stands, or a word and names. */
export function writeSource(w: WireWriter, source: string | Exclude<MailboxFilter, string>): void {
  if (typeof source === 'string') return void w.raw(source);
  const [word, names] = 'subtree' in source ? ['subtree', source.subtree] : ['mailboxes', source.mailboxes];
  w.raw(`${word} `).list(names, (name) => w.mailbox(name));
}
