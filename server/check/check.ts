import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Limits } from '../limits';
import { createDialog, type Dialog, shown } from './dialog';
import { checkRelay } from './relay';
import { type Dial, DialError, type Dialled } from '../dial';
import { dialSentence } from '../readiness';
import type { MailServer, Report, Target } from '../target';

export interface CheckOptions {
  readonly servers: readonly MailServer[];
  readonly dial: Dial;
  readonly limits: Pick<Limits, 'connectMs' | 'tlsMs'>;
  readonly say: (line: string) => void;
  /** A port that takes mail for sending, or null: then relaying is not looked at. */
  readonly submission: Target | null;
  /** Who to sign in as, or null: up to the capabilities only. */
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

/** What a capability is good for, said where it is missing. */
const worthHaving: ReadonlyMap<string, string> = new Map([
  ['IDLE', 'new mail appears after up to half a minute instead of at once'],
  ['UIDPLUS', 'undo of moves and permanent deletion are limited'],
  ['MOVE', 'messages are moved by copy and delete'],
  ['CONDSTORE', 'after a pause whole windows are read again'],
]);

/** Tries every mail server step by step and says what is wrong and what to do. Resolves with the number of failures. */
export async function runCheck(options: CheckOptions): Promise<number> {
  let failures = 0;
  const reportOf =
    (name: string): Report =>
    (kind, what) => {
      if (kind === 'FAIL') failures += 1;
      options.say(`${kind.padEnd(4)} ${name}: ${what}`);
    };
  for (const server of options.servers) {
    const report = reportOf(server.id);
    try {
      await checkServer(server.imap, options, report);
    } catch (error) {
      report('FAIL', error instanceof Error ? error.message : 'unknown error');
    }
  }
  if (options.submission !== null) {
    await checkRelay(options.submission, { ...options, report: reportOf('relay') });
  }
  return failures;
}

async function checkServer(target: Target, options: CheckOptions, report: Report): Promise<void> {
  if (isIP(target.host) === 0) {
    const found = await lookup(target.host, { all: true }).catch(() => []);
    if (found.length === 0)
      return report('FAIL', `DNS: ${target.host} has no address; is the name spelt right?`);
    report('ok', `DNS: ${target.host} is ${found.map(({ address }) => address).join(', ')}`);
  }
  const signal = AbortSignal.timeout(options.limits.connectMs + options.limits.tlsMs);
  const dialled = await dialFor(target, options, signal, report);
  if (dialled === null) return;
  try {
    await talk(target, dialled, options, signal, report);
  } finally {
    dialled.socket.destroy();
  }
}

async function dialFor(
  target: Target,
  { dial, limits }: CheckOptions,
  signal: AbortSignal,
  report: Report,
): Promise<Dialled | null> {
  try {
    const dialled = await dial(target, signal);
    report('ok', `TCP: ${target.host}:${target.port} answers`);
    if (dialled.tls !== null) reportTls(dialled, report);
    return dialled;
  } catch (error) {
    if (!(error instanceof DialError)) throw error;
    report('FAIL', `${target.host}:${target.port}: ${dialSentence(error, limits.connectMs)}`);
    const unknown = error.reason === 'self-signed' || error.reason === 'untrusted' || error.reason === 'pin';
    if (unknown && target.tls === 'implicit') await reportFingerprint(target, limits.tlsMs, report);
    return null;
  }
}

async function talk(
  target: Target,
  dialled: Dialled,
  { limits, credentials }: CheckOptions,
  signal: AbortSignal,
  report: Report,
): Promise<void> {
  let dialog = createDialog(dialled.socket, limits.connectMs);
  const greeting = await dialog.line();
  if (/^\* PREAUTH\b/i.test(greeting))
    return report('FAIL', 'greeting: signed in without a password (PREAUTH)');
  if (!/^\* OK\b/i.test(greeting)) return report('FAIL', `greeting: not IMAP: ${shown(greeting)}`);
  report('ok', `greeting: ${shown(greeting)}`);
  if (dialled.secure !== undefined) {
    const { tagged } = await dialog.command('STARTTLS');
    if (!/^OK\b/i.test(tagged)) return report('FAIL', `STARTTLS: refused: ${shown(tagged)}`);
    dialog.detach();
    let secured: Dialled;
    try {
      secured = await dialled.secure(signal);
    } catch (error) {
      if (!(error instanceof DialError)) throw error;
      return report('FAIL', `STARTTLS: ${dialSentence(error, limits.tlsMs)}`);
    }
    reportTls(secured, report);
    dialog = createDialog(secured.socket, limits.connectMs);
  }
  const capabilities = await reportCapabilities(dialog, report);
  if (credentials !== null) await signIn(dialog, capabilities, credentials, report);
  await dialog.command('LOGOUT').catch(() => undefined);
  if (target.security === 'insecure')
    report('warn', 'passwords travel to this server in the clear (insecure: true)');
}

async function reportCapabilities(dialog: Dialog, report: Report): Promise<ReadonlySet<string>> {
  const { untagged } = await dialog.command('CAPABILITY');
  const line = untagged.find((text) => /^\* CAPABILITY /i.test(text)) ?? '';
  const names = new Set(line.toUpperCase().split(' ').slice(2));
  if (!names.has('IMAP4REV1') && !names.has('IMAP4REV2'))
    report('FAIL', 'capabilities: neither IMAP4rev1 nor IMAP4rev2');
  else report('ok', `capabilities: ${shown([...names].join(' '))}`);
  const ways = [...names].filter((name) => /^AUTH=(?:SCRAM-SHA-(?:1|256|512)|PLAIN|LOGIN)$/.test(name));
  if (ways.length === 0 && names.has('LOGINDISABLED')) {
    report('FAIL', 'sign-in: the server forbids LOGIN (LOGINDISABLED) and offers no mechanism Tagline knows');
  } else if (!ways.some((name) => name.startsWith('AUTH=SCRAM'))) {
    report('warn', 'sign-in: no SCRAM, so passwords pass through the bridge (inside TLS)');
  }
  // Many servers list these only after sign-in.
  const missing = [...worthHaving].filter(([name]) => !names.has(name));
  for (const [name, loss] of missing)
    report('warn', `${name} is not listed before sign-in; without it ${loss}`);
  return names;
}

async function signIn(
  dialog: Dialog,
  capabilities: ReadonlySet<string>,
  { user, password }: { readonly user: string; readonly password: string },
  report: Report,
): Promise<void> {
  const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
  const { tagged } = capabilities.has('AUTH=PLAIN')
    ? await dialog.command('AUTHENTICATE PLAIN', [Buffer.from(`\0${user}\0${password}`).toString('base64')])
    : await dialog.command(`LOGIN ${quoted(user)} ${quoted(password)}`);
  if (/^OK\b/i.test(tagged)) report('ok', `sign-in: ${user} is in`);
  else report('FAIL', `sign-in: refused: ${shown(tagged)}`);
}

function reportTls({ tls }: Dialled, report: Report): void {
  if (tls === null) return;
  report(
    'ok',
    `TLS: ${tls.version}, certificate of ${shown(tls.subject)} by ${shown(tls.issuer)} until ${tls.validTo}`,
  );
}

/** Looks at a certificate that was refused, without sending a byte of mail or password. */
async function reportFingerprint(target: Target, timeoutMs: number, report: Report): Promise<void> {
  const fingerprint = await new Promise<string>((resolve) => {
    const socket = connectTls({
      host: target.host,
      port: target.port,
      rejectUnauthorized: false,
      timeout: timeoutMs,
    });
    const done = (): void => {
      resolve((socket.getPeerCertificate()?.fingerprint256 ?? '').replaceAll(':', '').toLowerCase());
      socket.destroy();
    };
    for (const event of ['secureConnect', 'error', 'timeout', 'close']) socket.once(event, done);
    socket.on('error', () => undefined);
  });
  if (fingerprint === '') return;
  report(
    'warn',
    `the certificate's SHA-256 is ${fingerprint}; compare it at the server, then pin may name it`,
  );
}
