/** Makes the folders of an account as the server's personality has them. */
import type { ImapServer } from '../server';

/** Folders by their neutral names, such as `Sent` or `Projects/Garden`, and what they are for (RFC 6154). */
export type NeutralFolders = readonly (readonly [name: string, use: string | null])[];

/** @throws Refusal when the account has them already */
export function furnish(server: ImapServer, user: string, folders: NeutralFolders): void {
  const account = server.account(user);
  if (account === undefined) return;
  const { personality } = server;
  for (const [name, use] of folders) {
    const uses = new Map(Object.values(personality?.folders ?? {}).map((spec) => [spec.name, spec.use]));
    const place = server.place(name);
    account.create(place, uses.has(place) ? (uses.get(place) ?? null) : use);
    account.subscribe(place);
  }
  for (const { name, use, hollow } of personality?.others ?? []) {
    const mailbox = account.mailbox(name) ?? account.create(name, use);
    if (hollow === true) mailbox.placeholder = true;
    else account.subscribe(name);
  }
}
