import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import * as v from 'valibot';
import { isLoopback, networkList } from './addresses';
import { basePathPattern } from './base-path';
import { checkNames, limitByName } from './config-names';
import { defaultLimits, type Limits } from './limits';
import { SettingError } from './setting-error';
import type { Target } from './target';

export interface Config {
  readonly listen: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** '' or like `/mail`: where the app stands on its origin. */
  readonly basePath: string;
  /** Origin under which people reach the app, or null: the listener's own. */
  readonly publicUrl: URL | null;
  readonly insecureHttp: boolean;
  readonly trustedProxies: readonly string[];
  /** Folder of the exported client, or null for the one beside the bundle. */
  readonly out: string | null;
  /** Null: a random one a process. */
  readonly secret: string | null;
  readonly imap: Target | null;
  /** Port of the demo's own IMAP server, or null without demo. */
  readonly demoPort: number | null;
  readonly limits: Limits;
}

export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
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
  const flags = readArgs(sources.args);
  const env = parseEnv(sources.env);
  const imap = readImap(env, readFile);
  const listenerOnLoopback = isLoopback(env.LISTEN);
  checkListener(env, flags.insecureHttp, listenerOnLoopback);
  if (imap !== null && flags.demo) fail('--demo and IMAP_HOST exclude each other; leave one of them out');
  const demo = flags.demo || (imap === null && listenerOnLoopback && env.PUBLIC_URL === undefined);
  if (imap === null && !demo)
    fail('No mail server is configured: set IMAP_HOST, or add --demo to publish a demo');
  return {
    listen: env.LISTEN,
    port: env.PORT,
    basePath: env.BASE_PATH,
    publicUrl: env.PUBLIC_URL ?? null,
    insecureHttp: flags.insecureHttp,
    trustedProxies: env.TRUSTED_PROXIES,
    out: flags.out,
    secret: readSecret(env, readFile),
    imap,
    demoPort: demo ? env.TAGLINE_DEMO_PORT : null,
    limits: readLimits(sources.env),
  };
}

const filled = (name: string) => v.pipe(v.string(), v.trim(), v.nonEmpty(`${name} is set but empty`));

const whole = (name: string, min: number, max: number) => {
  const sentence = `${name} must be a whole number from ${min} to ${max}`;
  return v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^\d{1,9}$/, sentence),
    v.transform(Number),
    v.minValue(min, sentence),
    v.maxValue(max, sentence),
  );
};

const unbracketed = v.transform((host: string) => host.replace(/^\[(.*)\]$/, '$1'));

const hostName = v.pipe(
  filled('IMAP_HOST'),
  unbracketed,
  v.transform((host) => (isIP(host) > 0 ? host : domainToASCII(host))),
  v.check(
    (host) => isIP(host) > 0 || /^[a-z0-9_.-]{1,253}$/.test(host),
    'IMAP_HOST must be a host name or an address alone, such as mail.example.org; a port goes into IMAP_PORT',
  ),
);

const publicUrl = v.pipe(
  v.string(),
  v.trim(),
  v.check((text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  }, 'PUBLIC_URL must be an origin alone, such as https://mail.example.org'),
  v.transform((text) => new URL(text)),
);

const listen = v.pipe(
  v.string(),
  v.trim(),
  unbracketed,
  v.check(
    (host) => host === 'localhost' || isIP(host) > 0,
    'LISTEN must be an IP address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0',
  ),
);

const proxies = v.pipe(
  v.string(),
  v.transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== '')),
  v.check(
    (entries) => networkList(entries) !== undefined,
    'TRUSTED_PROXIES must be addresses or networks separated by commas, such as 127.0.0.1,10.0.0.0/8',
  ),
);

const basePathSentence =
  'BASE_PATH must be / or a path of plain letters and digits, such as /mail or /tools/mail';

const tlsModes = ['implicit', 'starttls', 'none'] as const;

const envSchema = v.object({
  LISTEN: v.optional(listen, '127.0.0.1'),
  PORT: v.optional(whole('PORT', 0, 65_535), '3000'),
  PUBLIC_URL: v.optional(publicUrl),
  TRUSTED_PROXIES: v.optional(proxies, ''),
  BASE_PATH: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.transform((path) => path.replace(/\/$/, '')),
      v.maxLength(100, basePathSentence),
      v.regex(basePathPattern, basePathSentence),
    ),
    '',
  ),
  IMAP_HOST: v.optional(hostName),
  IMAP_PORT: v.optional(whole('IMAP_PORT', 1, 65_535)),
  IMAP_TLS: v.optional(v.picklist(tlsModes, 'IMAP_TLS must be implicit, starttls or none')),
  IMAP_CA_FILE: v.optional(filled('IMAP_CA_FILE')),
  TAGLINE_SECRET: v.optional(v.string()),
  TAGLINE_SECRET_FILE: v.optional(filled('TAGLINE_SECRET_FILE')),
  TAGLINE_DEMO_PORT: v.optional(whole('TAGLINE_DEMO_PORT', 0, 65_535), '1143'),
});

type Env = v.InferOutput<typeof envSchema>;
type ReadFile = (path: string) => string;

/** An empty variable of the surroundings counts as not set; an empty one of ours is a mistake worth naming. */
const emptyMeansUnset = ['LISTEN', 'PORT', 'PUBLIC_URL', 'TRUSTED_PROXIES', 'BASE_PATH'];

function parseEnv(env: ConfigSources['env']): Env {
  const given = Object.entries(env).filter(
    ([name, value]) => value !== '' || !emptyMeansUnset.includes(name),
  );
  return parsed(envSchema, Object.fromEntries(given));
}

function parsed<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  return result.success ? result.output : fail(result.issues[0].message);
}

function readArgs(args: readonly string[]) {
  let [demo, insecureHttp] = [false, false];
  let out: string | null = null;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === '--demo') demo = true;
    else if (arg === '--insecure-http') insecureHttp = true;
    else if (arg === '--out') out = args[++i] ?? fail('--out needs a folder');
    else fail(`${arg} is not an option of Tagline; there are --demo and --insecure-http`);
  }
  return { demo, insecureHttp, out };
}

function readLimits(env: ConfigSources['env']): Limits {
  const limits: Record<keyof Limits, number> = { ...defaultLimits };
  for (const [name, limit] of limitByName) {
    if (env[name] !== undefined) limits[limit] = parsed(whole(name, 1, 1_048_576), env[name]);
  }
  return limits;
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
    ca: caFile === undefined ? null : readCa(caFile, readFile),
    pin: null,
    proxyProtocol: false,
  };
}

function readCa(path: string, readFile: ReadFile): string {
  const pem = readSettingFile('IMAP_CA_FILE', path, readFile);
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) fail(`IMAP_CA_FILE holds no PEM certificate: ${path}`);
  return pem;
}

function readSecret(env: Env, readFile: ReadFile): string | null {
  const { TAGLINE_SECRET: direct, TAGLINE_SECRET_FILE: file } = env;
  if (direct !== undefined && file !== undefined) {
    fail('TAGLINE_SECRET and TAGLINE_SECRET_FILE exclude each other; leave one of them out');
  }
  const secret = file === undefined ? direct : readSettingFile('TAGLINE_SECRET_FILE', file, readFile).trim();
  if (secret === undefined) return null;
  const name = file === undefined ? 'TAGLINE_SECRET' : 'TAGLINE_SECRET_FILE';
  if (secret.length < 32 || new Set(secret).size < 10) {
    fail(`${name} must hold at least 32 random characters; openssl rand -base64 48 makes some`);
  }
  return secret;
}

function readSettingFile(name: string, path: string, readFile: ReadFile): string {
  try {
    return readFile(path);
  } catch {
    return fail(`${name} names a file that cannot be read: ${path}`);
  }
}

/** Passwords pass the listener: off the machine it must be behind https, or the operator says the class' magic word. */
function checkListener(env: Env, insecureHttp: boolean, listenerOnLoopback: boolean): void {
  if (insecureHttp) return;
  const url = env.PUBLIC_URL;
  if (url?.protocol === 'http:' && !isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1'))) {
    fail(
      'PUBLIC_URL must start with https: or --insecure-http must be given: passwords pass this connection',
    );
  }
  if (listenerOnLoopback) return;
  if (url?.protocol === 'https:' && env.TRUSTED_PROXIES.length > 0) return;
  fail(
    `LISTEN=${env.LISTEN} is open to the network: set PUBLIC_URL to the https address and TRUSTED_PROXIES to the ` +
      'TLS proxy in front, or give --insecure-http',
  );
}

function fail(sentence: string): never {
  throw new SettingError(`${sentence}.`);
}
