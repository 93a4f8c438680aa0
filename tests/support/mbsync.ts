import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Dovecot } from './dovecot';
import { removeFolder, temporaryFolder } from './temp';

const run = promisify(execFile);

/** Maildir's letters: seen, flagged, answered, trashed (= \Deleted), draft. */
export type MaildirFlag = 'S' | 'F' | 'R' | 'T' | 'D';

export interface LocalMessage {
  readonly path: string;
  readonly flags: readonly MaildirFlag[];
  readonly subject: string;
  readonly messageId: string;
}

/**
 * Debian's mbsync (isync) as a second client that nobody of us wrote: it mirrors one user's folders into a local Maildir
 * over TLS. Change the mirror by `flag`, `move` and `remove`, then `sync` pushes the changes and brings the server's.
 */
export class Mbsync {
  private readonly folder = temporaryFolder('mb');
  private added = 0;
  private readonly config = join(this.folder, 'mbsyncrc');

  private constructor() {
    mkdirSync(join(this.folder, 'mail'));
  }

  static async open(dovecot: Dovecot, user: string): Promise<Mbsync> {
    const mbsync = new Mbsync();
    const { address, password } = dovecot.user(user);
    // Version 1.5 renamed the key.
    const { stdout } = await run('mbsync', ['--version']);
    const tls = /isync 1\.[0-4]\./.test(stdout) ? 'SSLType' : 'TLSType';
    writeFileSync(
      mbsync.config,
      `IMAPAccount server
Host localhost
Port ${dovecot.ports.imaps}
User ${address}
Pass ${password}
${tls} IMAPS
CertificateFile ${dovecot.caFile}
AuthMechs LOGIN

IMAPStore far
Account server

MaildirStore near
Path ${mbsync.folder}/mail/
Inbox ${mbsync.folder}/mail/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Both
Expunge Both
Sync All
SyncState *
`,
      { mode: 0o600 },
    );
    return mbsync;
  }

  /** Both ways; without folders, all of them. Resolves when the server has every change. */
  async sync(...folders: readonly string[]): Promise<void> {
    const target = folders.length === 0 ? 'all' : `all:${folders.join(',')}`;
    await run('mbsync', ['-c', this.config, target], {
      timeout: 60_000,
      env: { ...process.env, HOME: this.folder, XDG_CONFIG_HOME: this.folder },
    });
  }

  /** The local mirror of a folder, in no particular order. */
  messages(folder: string): readonly LocalMessage[] {
    return ['cur', 'new'].flatMap((sub) => {
      const place = join(this.folder, 'mail', folder, sub);
      return readdirSync(place).map((name) => readMessage(join(place, name)));
    });
  }

  /** Adds and takes away flags of every message the test picks; returns how many. */
  flag(
    folder: string,
    pick: Pick,
    change: { readonly add?: readonly MaildirFlag[]; readonly remove?: readonly MaildirFlag[] },
  ): number {
    return this.each(folder, pick, (message) => {
      const removed = new Set(change.remove);
      const flags = new Set([...message.flags, ...(change.add ?? [])].filter((flag) => !removed.has(flag)));
      renameSync(
        message.path,
        join(this.place(folder), `${baseName(message.path)}:2,${[...flags].sort().join('')}`),
      );
    });
  }

  /** Moves to another folder of the mirror: the next sync uploads the copy and expunges the original. */
  move(folder: string, pick: Pick, to: string): number {
    return this.each(folder, pick, (message) => {
      // `,U=n` is the UID in the old folder; a message that arrives must not carry one.
      const name = baseName(message.path).replace(/,U=\d+/, '');
      renameSync(message.path, join(this.place(to), `${name}:2,${message.flags.join('')}`));
    });
  }

  /** A message somebody's program put into a folder of the mirror: the next sync uploads it. */
  add(folder: string, message: string): void {
    this.added += 1;
    writeFileSync(
      join(this.folder, 'mail', folder, 'new', `added${this.added}.example`),
      message.replaceAll('\r\n', '\n'),
    );
  }

  /** The next sync expunges them on the server. */
  remove(folder: string, pick: Pick): number {
    return this.flag(folder, pick, { add: ['T'] });
  }

  dispose(): void {
    removeFolder(this.folder);
  }

  private each(folder: string, pick: Pick, act: (message: LocalMessage) => void): number {
    const picked = this.messages(folder).filter((message) => pick(message));
    picked.forEach((message) => act(message));
    return picked.length;
  }

  private place(folder: string): string {
    return join(this.folder, 'mail', folder, 'cur');
  }
}

type Pick = (message: LocalMessage) => boolean;

function readMessage(path: string): LocalMessage {
  const head = readFileSync(path, 'latin1').split(/\r?\n\r?\n/, 1)[0] ?? '';
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
  const letters = /:2,([A-Z]*)$/.exec(path)?.[1] ?? '';
  return {
    path,
    flags: [...letters] as MaildirFlag[],
    subject: field('Subject'),
    messageId: field('Message-ID'),
  };
}

function baseName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/:2,[A-Z]*$/, '');
}
