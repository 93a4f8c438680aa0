import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import * as v from 'valibot';
import { networkList } from '../addresses';
import { personalities } from '../../lib/imap-server';
import { basePathPattern } from '../base-path';
import { SettingError } from '../setting-error';

/** What a setting's value may be, one schema a variable; each says in one sentence what it wants. */

export const filled = (name: string) => v.pipe(v.string(), v.trim(), v.nonEmpty(`${name} is set but empty`));

export const whole = (name: string, min: number, max: number) => {
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

/** A name in its ASCII form, or an address without brackets. */
export const hostName = (name: string, portName: string) =>
  v.pipe(
    filled(name),
    unbracketed,
    v.transform((host) => (isIP(host) > 0 ? host : domainToASCII(host))),
    v.check(
      (host) => isIP(host) > 0 || /^[a-z0-9_.-]{1,253}$/.test(host),
      `${name} must be a host name or an address alone, such as mail.example.org; a port goes into ${portName}`,
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

const listen = (name: string) =>
  v.pipe(
    v.string(),
    v.trim(),
    unbracketed,
    v.check(
      (host) => host === 'localhost' || isIP(host) > 0,
      `${name} must be an IP address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0`,
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

export const tlsModes = ['implicit', 'starttls', 'none'] as const;

const envSchema = v.object({
  LISTEN: v.optional(listen('LISTEN'), '127.0.0.1'),
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
  TLS_CERT: v.optional(filled('TLS_CERT')),
  TLS_KEY: v.optional(filled('TLS_KEY')),
  METRICS_PORT: v.optional(whole('METRICS_PORT', 0, 65_535)),
  METRICS_LISTEN: v.optional(listen('METRICS_LISTEN'), '127.0.0.1'),
  IMAP_HOST: v.optional(hostName('IMAP_HOST', 'IMAP_PORT')),
  IMAP_PORT: v.optional(whole('IMAP_PORT', 1, 65_535)),
  IMAP_TLS: v.optional(v.picklist(tlsModes, 'IMAP_TLS must be implicit, starttls or none')),
  IMAP_CA_FILE: v.optional(filled('IMAP_CA_FILE')),
  TAGLINE_CONFIG: v.optional(filled('TAGLINE_CONFIG')),
  TAGLINE_SECRET: v.optional(v.string()),
  TAGLINE_SECRET_FILE: v.optional(filled('TAGLINE_SECRET_FILE')),
  TAGLINE_SERVICE_WORKER: v.optional(
    v.picklist(['on', 'off'], 'TAGLINE_SERVICE_WORKER must be on or off'),
    'on',
  ),
  TAGLINE_DEMO_PERSONALITY: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.transform((name) => name.toLowerCase()),
      v.picklist(
        personalities.map(({ name }) => name),
        `TAGLINE_DEMO_PERSONALITY must be one of ${personalities.map(({ name }) => name).join(', ')}`,
      ),
    ),
  ),
  TAGLINE_DEMO_PORT: v.optional(whole('TAGLINE_DEMO_PORT', 0, 65_535), '1143'),
});

export type Env = v.InferOutput<typeof envSchema>;
export type EnvSource = Readonly<Record<string, string | undefined>>;

/** An empty variable of the surroundings counts as not set; an empty one of ours is a mistake worth naming. */
const emptyMeansUnset = [
  'LISTEN',
  'PORT',
  'PUBLIC_URL',
  'TRUSTED_PROXIES',
  'BASE_PATH',
  'TLS_CERT',
  'TLS_KEY',
  'METRICS_PORT',
  'METRICS_LISTEN',
];

/** @throws SettingError */
export function parseEnv(env: EnvSource): Env {
  const given = Object.entries(env).filter(
    ([name, value]) => value !== '' || !emptyMeansUnset.includes(name),
  );
  return parsed(envSchema, Object.fromEntries(given));
}

/** @throws SettingError with the first issue's sentence */
export function parsed<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  return result.success ? result.output : fail(result.issues[0].message);
}

/** @throws SettingError, always */
export function fail(sentence: string): never {
  throw new SettingError(`${sentence}.`);
}
