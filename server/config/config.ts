import { readFileSync } from 'node:fs';
import { personalityNamed, type Personality } from '../../lib/imap-server';
import { isLoopback } from '../addresses';
import { type Env, type EnvSource, fail, hostName, parsed, parseEnv, whole } from './env';
import { type OwnTls, readCa, type ReadFile, readOwnTls, readSecret } from './files';
import { checkNames, limitByName } from './names';
import { type FileConfig, readYamlConfig } from './yaml';
import { defaultLimits, type Limits } from '../limits';
import { type Access, everybody, loopbackTarget, type MailServer, onlyServer, type Target } from '../target';

export interface Config {
  /** What to do: serve, say what was understood, or try the mail servers. */
  readonly action: 'serve' | 'print' | 'check';
  /** Whom `check` signs in as; the password comes by standard input. */
  readonly checkUser: string | null;
  /** A submission port that `check` shall try to relay through, or null. */
  readonly checkSubmission: Target | null;
  readonly listen: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** '' or like `/mail`: where the app stands on its origin. */
  readonly basePath: string;
  /** Origin under which people reach the app, or null: the listener's own. */
  readonly publicUrl: URL | null;
  readonly insecureHttp: boolean;
  /** Our own certificate, or null: plain HTTP. */
  readonly tls: OwnTls | null;
  readonly trustedProxies: readonly string[];
  /** Who may open tunnels at all. */
  readonly access: Access;
  /** Folder of the exported client, or null for the one beside the bundle. */
  readonly out: string | null;
  /** Null: a random one a process. */
  readonly secret: string | null;
  /** What the app calls itself. */
  readonly name: string;
  /** Empty with the demo. */
  readonly servers: readonly MailServer[];
  /** Port of the demo's own IMAP server, or null without demo. */
  readonly demoPort: number | null;
  /** Browsers keep the app's own files, so that it opens without a network. */
  readonly serviceWorker: boolean;
  /** Whose manners the demo's server has; null: its own. */
  readonly demoPersonality: Personality | null;
  /** Where /metrics answers, or null. */
  readonly metrics: { readonly listen: string; readonly port: number } | null;
  readonly limits: Limits;
}

export interface ConfigSources {
  readonly env: EnvSource;
  /** Command line without node and script. */
  readonly args: readonly string[];
  readonly readFile?: (path: string) => string;
}

/**
 * Reads and judges every setting.
 * @throws SettingError with one sentence for the operator
 */
export function readConfig(sources: ConfigSources): Config {
  const readFile = sources.readFile ?? ((path: string) => readFileSync(path, 'utf8'));
  checkNames(sources.env);
  const { demo: demoWanted, submission, ...flags } = readArgs(sources.args);
  const env = parseEnv(sources.env);
  const { name, access, servers } = readServers(env, readFile);
  const tls = readOwnTls(env, readFile);
  const listenerOnLoopback = isLoopback(env.LISTEN);
  checkListener(env, flags.insecureHttp, listenerOnLoopback, tls !== null);
  const configured = servers.length > 0;
  if (configured && demoWanted) fail('--demo and IMAP_HOST exclude each other; leave one of them out');
  if (!configured && flags.action === 'check')
    fail('No mail server is configured, so there is none to check');
  const demo = demoWanted || (!configured && listenerOnLoopback && env.PUBLIC_URL === undefined);
  if (!configured && !demo)
    fail('No mail server is configured: set IMAP_HOST, or add --demo to publish a demo');
  return {
    ...flags,
    listen: env.LISTEN,
    port: env.PORT,
    basePath: env.BASE_PATH,
    publicUrl: env.PUBLIC_URL ?? null,
    tls,
    trustedProxies: env.TRUSTED_PROXIES,
    access,
    secret: readSecret(env, readFile),
    name,
    servers,
    checkSubmission: readSubmission(submission, servers),
    demoPort: demo ? env.TAGLINE_DEMO_PORT : null,
    demoPersonality: readPersonality(env, demo),
    serviceWorker: env.TAGLINE_SERVICE_WORKER !== 'off',
    metrics: env.METRICS_PORT === undefined ? null : { listen: env.METRICS_LISTEN, port: env.METRICS_PORT },
    limits: readLimits(sources.env),
  };
}

function readArgs(args: readonly string[]) {
  let [demo, insecureHttp] = [false, false];
  let out: string | null = null;
  let checkUser: string | null = null;
  let submission: string | null = null;
  let action: Config['action'] = 'serve';
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === 'check' && i === 0) action = 'check';
    else if (arg === '--user' && action === 'check') checkUser = args[++i] ?? fail('--user needs a name');
    else if (arg === '--submission' && action === 'check')
      submission = args[++i] ?? fail('--submission needs a host, such as mail.example.org:587');
    else if (arg === '--demo') demo = true;
    else if (arg === '--insecure-http') insecureHttp = true;
    else if (arg === '--print-config') action = 'print';
    else if (arg === '--out') out = args[++i] ?? fail('--out needs a folder');
    else {
      fail(`${arg} is not an option of Tagline; there are check, --demo, --insecure-http and --print-config`);
    }
  }
  return { demo, insecureHttp, out, action, checkUser, submission };
}

/** `mail.example.org`, with a port or not: 465 begins with TLS, every other comes to it by STARTTLS. A private authority is the one of IMAP there. */
function readSubmission(place: string | null, servers: readonly MailServer[]): Target | null {
  if (place === null) return null;
  const [, host = '', port = '587'] = /^(.*?)(?::(\d{1,5}))?$/.exec(place) ?? [];
  const name = parsed(hostName('--submission', 'host:port'), host);
  return {
    ...loopbackTarget('submission', parsed(whole('The port of --submission', 1, 65_535), port)),
    host: name,
    ca: servers.find(({ imap }) => imap.host === name)?.imap.ca ?? null,
    tls: port === '465' ? 'implicit' : 'starttls',
    security: 'tls',
  };
}

/** A setting that would change nothing is a misunderstanding worth a word. */
function readPersonality({ TAGLINE_DEMO_PERSONALITY: name }: Env, demo: boolean): Personality | null {
  if (name === undefined) return null;
  if (!demo) fail('TAGLINE_DEMO_PERSONALITY is for the demo only, and there is none here');
  return personalityNamed(name) ?? null;
}

function readLimits(env: EnvSource): Limits {
  const limits: Record<keyof Limits, number> = { ...defaultLimits };
  for (const [name, limit] of limitByName) {
    if (env[name] !== undefined) limits[limit] = parsed(whole(name, 1, 1_048_576), env[name]);
  }
  return limits;
}

function readServers(env: Env, readFile: ReadFile): FileConfig {
  const imap = readImap(env, readFile);
  if (env.TAGLINE_CONFIG === undefined) {
    return {
      name: 'Tagline',
      access: everybody,
      servers: imap === null ? [] : [onlyServer(imap, imap.host)],
    };
  }
  if (imap !== null) fail('TAGLINE_CONFIG and IMAP_HOST exclude each other; leave one of them out');
  return readYamlConfig(env.TAGLINE_CONFIG, readFile);
}

function readImap(env: Env, readFile: ReadFile): Target | null {
  const { IMAP_HOST: host, IMAP_TLS: tls = 'implicit', IMAP_CA_FILE: caFile } = env;
  if (host === undefined) {
    const alone = (['IMAP_PORT', 'IMAP_TLS', 'IMAP_CA_FILE'] as const).find(
      (name) => env[name] !== undefined,
    );
    if (alone !== undefined) fail(`${alone} is set but IMAP_HOST is not`);
    return null;
  }
  if (tls === 'none' && !isLoopback(host)) {
    fail(
      `IMAP_TLS=none would send passwords to ${host} in the clear; it is allowed for a server on this machine only`,
    );
  }
  if (tls === 'none' && caFile !== undefined) fail('IMAP_CA_FILE has no use with IMAP_TLS=none');
  return {
    id: 'default-imap',
    host,
    port: env.IMAP_PORT ?? (tls === 'implicit' ? 993 : 143),
    tls,
    security: tls === 'none' ? 'loopback' : 'tls',
    ca: caFile === undefined ? null : readCa('IMAP_CA_FILE', caFile, readFile),
    pin: null,
    proxyProtocol: false,
  };
}

/** Passwords pass the listener: off the machine it must be behind https, or the operator says the class' magic word. */
function checkListener(env: Env, insecureHttp: boolean, onLoopback: boolean, ownTls: boolean): void {
  const url = env.PUBLIC_URL;
  if (ownTls && url?.protocol === 'http:') fail('PUBLIC_URL must start with https: where TLS_CERT is set');
  if (insecureHttp || ownTls) return;
  if (url?.protocol === 'http:' && !isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1'))) {
    fail(
      'PUBLIC_URL must start with https: or --insecure-http must be given: passwords pass this connection',
    );
  }
  if (onLoopback) return;
  if (url?.protocol === 'https:' && env.TRUSTED_PROXIES.length > 0) return;
  fail(
    `LISTEN=${env.LISTEN} is open to the network: set TLS_CERT and TLS_KEY, or PUBLIC_URL to the https address and ` +
      'TRUSTED_PROXIES to the TLS proxy in front, or give --insecure-http',
  );
}
