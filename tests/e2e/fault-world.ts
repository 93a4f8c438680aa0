import { createHash, X509Certificate } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSwitchableServer, type SwitchableServer, type Reply } from '../support/switchable-server';
import { startAppServer, type AppServer } from '../support/app-server';
import { temporaryFolder } from '../support/temp';
import { certificate, type CertificateKind } from '../support/tls';

export const GREETING = '* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN ID] ready';
export const USER = { address: 'ana@example.org', password: 'correct horse' };
const COUNT = 6;

/** Six messages in each of three folders, and habits a test changes: `special` answers first. */
export class MailHabits {
  special: (command: string) => Reply | undefined = () => undefined;
  uidValidity = 1;

  readonly answer = (command: string): Reply => {
    const own = this.special(command);
    if (own !== undefined) return own;
    if (command.startsWith('AUTHENTICATE'))
      return '@ OK [CAPABILITY IMAP4rev1 ID IDLE UIDPLUS UNSELECT] welcome';
    if (command.startsWith('LIST'))
      return [...['INBOX', 'Archive', 'Huge'].map((name) => `* LIST () "/" ${name}`), OK].join('\r\n');
    if (command.startsWith('SELECT'))
      return [
        `* ${COUNT} EXISTS`,
        `* OK [UIDVALIDITY ${this.uidValidity}] as ever`,
        `* OK [UIDNEXT ${COUNT + 1}] next`,
        '* OK [PERMANENTFLAGS (\\Seen \\Flagged \\Deleted)] kept',
        '@ OK [READ-WRITE] open',
      ].join('\r\n');
    if (command.startsWith('STATUS'))
      return `* STATUS ${command.split(' ')[1] ?? ''} (MESSAGES ${COUNT} UNSEEN 0)\r\n${OK}`;
    const range = /FETCH (\d+)(?::(\d+))?/.exec(command);
    return range === null ? OK : [...rows(Number(range[1]), Number(range[2] ?? range[1])), OK].join('\r\n');
  };
}

export interface FaultWorld {
  readonly mail: SwitchableServer;
  readonly habits: MailHabits;
  readonly app: AppServer;
  /** Starts the stopped app again, on its port; `mainId` is the target Main has from then on. */
  readonly restart: (mainId?: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * The server named "Main" misbehaves as the test says. Each other one was well when the bridge started, since that looks, and
 * is wrong in one way for good: Pinned has another certificate by now, Nowhere's name is gone, Mute never says a word.
 */
export async function startFaultWorld(env: Readonly<Record<string, string>> = {}): Promise<FaultWorld> {
  const habits = new MailHabits();
  const mail = await startSwitchableServer(GREETING, habits.answer);
  const pinned = await startSwitchableServer(GREETING, habits.answer);
  const mute = await startSwitchableServer(GREETING, habits.answer);
  const folder = temporaryFolder('faults');
  const config = join(folder, 'mail.yaml');
  const nameFile = join(folder, 'name');
  const { caFile } = await certificate();
  const agreed = await fingerprint('untrusted');
  const good = await fingerprint('good');
  const configure = (mainId: string) => {
    const at = ({ port }: SwitchableServer) => `imap: { host: localhost, port: ${port}, ca_file: ${caFile} }`;
    const lines = [
      `{ id: ${mainId}, name: Main, ${at(mail)} }`,
      `{ id: pinned, name: Pinned, imap: { host: localhost, port: ${pinned.port}, pin: ${agreed} } }`,
      `{ id: nowhere, name: Nowhere, imap: { host: ${NAME}, port: ${mail.port}, pin: ${good} } }`,
      `{ id: members, name: Members, access: { allow: [192.0.2.0/24] }, ${at(mail)} }`,
      `{ id: mute, name: Mute, ${at(mute)} }`,
    ];
    writeFileSync(config, `servers:\n${lines.map((line) => `  - ${line}\n`).join('')}`);
  };
  configure('main');
  const beWell = (well: boolean) => {
    pinned.begins = well ? 'untrusted' : 'good';
    mute.begins = well ? 'good' : 'mute';
    if (well) writeFileSync(nameFile, '');
    else rmSync(nameFile);
  };
  beWell(true);
  const app = await startAppServer({
    env: {
      TAGLINE_CONFIG: config,
      FAKE_NAME: NAME,
      FAKE_NAME_FILE: nameFile,
      NODE_OPTIONS: `--import=${new URL('../support/fake-name.mjs', import.meta.url).href}`,
      ...env,
    },
  });
  beWell(false);
  return {
    mail,
    habits,
    app,
    restart: async (mainId = 'main') => {
      configure(mainId);
      beWell(true);
      await app.start();
      beWell(false);
    },
    close: async () => {
      await app.stop();
      for (const server of [mail, pinned, mute]) await server.stop();
    },
  };
}

const NAME = 'mail.example.org';
const OK = '@ OK done';

function rows(low: number, high: number): string[] {
  return Array.from({ length: Math.min(high, COUNT) - low + 1 }, (_, index) => {
    const seq = low + index;
    const envelope = `("Sun, 1 Mar 2026 10:0${seq}:00 +0000" "Letter ${seq}" (("Eva" NIL "eva" "example.com")) NIL NIL NIL NIL NIL NIL NIL)`;
    return `* ${seq} FETCH (UID ${seq} FLAGS (\\Seen) RFC822.SIZE 900 ENVELOPE ${envelope})`;
  });
}

async function fingerprint(kind: CertificateKind): Promise<string> {
  const { cert } = await certificate(kind);
  return createHash('sha256').update(new X509Certificate(cert).raw).digest('hex');
}
