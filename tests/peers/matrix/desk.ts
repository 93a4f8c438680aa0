/** What a row of the matrix works with: connections to one server, folders of its own, mails. */
import * as imap from '../../../lib/imap';
import { ImapLink } from '../../support/imap-link';

export interface MatrixServer {
  readonly name: 'dovecot' | 'cyrus' | 'courier';
  /** STARTTLS. */
  readonly plainPort: number;
  /** TLS from the first byte. */
  readonly tlsPort: number;
  /** PEM of the authority that signed its certificate. */
  readonly ca: string;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

/** What a server lists at the moments it may: in clear text, within TLS, and signed in. Upper case. */
export interface Listed {
  readonly plain: ReadonlySet<string>;
  readonly tls: ReadonlySet<string>;
  readonly signedIn: ReadonlySet<string>;
  /** All of them. */
  readonly ever: ReadonlySet<string>;
}

export class Desk {
  readonly server: MatrixServer;
  readonly listed: Listed;
  /** Where folders of the account begin, and what stands between a folder and one inside it. */
  private readonly space: imap.Namespaces['personal'][number];
  private readonly links: ImapLink[] = [];
  private readonly label: string;

  constructor(server: MatrixServer, listed: Listed, space: Desk['space'], label: string) {
    this.server = server;
    this.listed = listed;
    this.space = space;
    this.label = label;
  }

  has(capability: string): boolean {
    return this.listed.ever.has(capability.toUpperCase());
  }

  /** Connected, not signed in. */
  async stranger(over: 'plain' | 'tls' = 'tls'): Promise<ImapLink> {
    const { plainPort, tlsPort, ca } = this.server;
    const link = over === 'tls' ? await ImapLink.open(tlsPort, ca) : await ImapLink.open(plainPort);
    this.links.push(link);
    return link;
  }

  /** Signed in, no mailbox open, capabilities known. */
  async signedIn(): Promise<ImapLink> {
    const link = await this.stranger();
    await link.run(imap.login(this.server.user, this.server.password));
    await link.run(imap.capability());
    return link;
  }

  /** A name in the person's own folders that no other row uses. */
  name(label: string): imap.MailboxName {
    return imap.toMailboxName(`${this.space.prefix}${this.label} ${label}`);
  }

  /** A name inside that folder. */
  inside(folder: string, label: string): imap.MailboxName {
    return imap.toMailboxName(`${folder}${this.space.delimiter ?? '/'}${label}`);
  }

  /** A new folder that holds these. */
  async folder(link: ImapLink, label: string, mails: readonly Uint8Array[] = []): Promise<imap.MailboxName> {
    const name = this.name(label);
    await link.run(imap.create(name));
    for (const mail of mails) await link.run(imap.append(name, mail));
    return name;
  }

  /** The same, opened. */
  async opened(mails: readonly Uint8Array[] = []): Promise<{ link: ImapLink; folder: imap.MailboxName }> {
    const link = await this.signedIn();
    const folder = await this.folder(link, 'open', mails);
    await link.run(imap.select(folder));
    return { link, folder };
  }

  /** Names of the commands the server understood at this desk. */
  understood(): readonly string[] {
    return this.links.flatMap((link) => [...link.understood]);
  }

  /** What the servers said and nobody could read. */
  unreadable(): readonly string[] {
    return this.links
      .flatMap((link) => link.news)
      .filter((event) => event.kind === 'malformed' || event.kind === 'unknown')
      .map((event) => `${event.kind}: ${Buffer.from(event.raw).toString('latin1')}`);
  }

  leave(): void {
    for (const link of this.links) link.close();
  }
}

/** One row: a command, an extension, and what is done with it. */
export interface Row {
  readonly name: string;
  /** Capabilities it is about: it is run where all of them are listed. None: everywhere. `*` at an end stands for any rest. */
  readonly of: readonly string[];
  readonly run: (desk: Desk) => Promise<void>;
}

/** A row's capability, as it is listed, or undefined. */
export function listedAs(capability: string, names: ReadonlySet<string>): string | undefined {
  const upper = capability.toUpperCase();
  if (!upper.endsWith('*')) return names.has(upper) ? upper : undefined;
  return [...names].find((name) => name.startsWith(upper.slice(0, -1)));
}

export const row = (name: string, of: readonly string[], run: Row['run']): Row => ({ name, of, run });
