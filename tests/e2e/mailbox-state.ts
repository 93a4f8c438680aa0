import type { Dovecot } from '../support/dovecot';

/** What the server holds: flags by Message-ID, read by a second client without changing anything. */
export async function mailboxState(
  dovecot: Dovecot,
  user: string,
  mailbox: string,
): Promise<Readonly<Record<string, string>>> {
  const client = await dovecot.connect(user);
  try {
    await client.ok(`EXAMINE "${mailbox}"`);
    const { untagged } = await client.ok('UID FETCH 1:* (FLAGS ENVELOPE)');
    const lines = untagged.map(({ text }) => text).filter((text) => text.includes(' FETCH '));
    return Object.fromEntries(lines.map((line) => [messageId(line), flags(line)] as const));
  } finally {
    await client.logout();
  }
}

/** Message-IDs of a mailbox, in the order of their names. A message that is there twice is named twice. */
export async function messageIds(
  dovecot: Dovecot,
  user: string,
  mailbox: string,
): Promise<readonly string[]> {
  const client = await dovecot.connect(user);
  try {
    await client.ok(`EXAMINE "${mailbox}"`);
    const { untagged } = await client.ok('UID FETCH 1:* (ENVELOPE)');
    const lines = untagged.map(({ text }) => text).filter((text) => text.includes(' FETCH '));
    return lines.map(messageId).sort();
  } finally {
    await client.logout();
  }
}

const messageId = (line: string): string => /"(<[^"<>]*>)"\)/.exec(line)?.[1] ?? '';

function flags(line: string): string {
  const all = /FLAGS \(([^)]*)\)/.exec(line)?.[1]?.split(' ') ?? [];
  return all
    .filter((flag) => flag !== '' && flag !== '\\Recent')
    .sort()
    .join(' ');
}
