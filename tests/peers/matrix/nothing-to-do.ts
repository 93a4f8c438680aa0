/**
 * Capabilities the three servers list that have no row, because nothing is to be done with them, and why. What is listed, has no
 * row and is not here fails the matrix. `*` at an end stands for any rest.
 */
export const NOTHING_TO_DO: ReadonlyMap<string, string> = new Map([
  ['IMAP4REV1', 'every row speaks it'],
  ['LOGIN-REFERRALS', 'a referral is shown and never followed'],
  ['MAILBOX-REFERRALS', 'a referral is shown and never followed'],
  ['I18NLEVEL=1', 'says how the server compares letters; there is nothing to send'],
  ['AUTH=SCRAM-SHA-1-PLUS', 'binds to the TLS channel, whose browser end is the bridge'],
  ['AUTH=SCRAM-SHA-256-PLUS', 'binds to the TLS channel, whose browser end is the bridge'],
  ['SNIPPET=FUZZY', 'the draft before PREVIEW'],
  ['PREVIEW=FUZZY', 'the draft before PREVIEW'],
  ['ACL2=UNION', 'says how rights of groups add up; there is nothing to send'],
  ['ANNOTATE-EXPERIMENT-1', 'experimental and used by nobody: annotations in FETCH are skipped'],
  ['URLAUTH', 'mail is given to others by sending it'],
  ['URLAUTH=BINARY', 'mail is given to others by sending it'],
  ['DIGEST=SHA1', 'Cyrus among Cyruses'],
  ['NO_ATOMIC_RENAME', 'Cyrus among Cyruses'],
  ['SCAN', 'Cyrus among Cyruses'],
  ['XMOVE', 'the draft before MOVE'],
  ['SORT=MODSEQ', 'an order nobody asks for, without an RFC'],
  ['SORT=UID', 'an order nobody asks for, without an RFC'],
  ['X-*', 'experiments of one server'],
]);
