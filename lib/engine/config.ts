/** What /config.json says about this site, checked before anything believes it. */
import * as v from 'valibot';
import type { AppError, Result } from '../mail';
import type { ServerTarget } from './port';

const short = v.pipe(v.string(), v.maxLength(300));
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));

const serverSchema = v.object({
  id: short,
  name: short,
  /** Mail domains of this server; empty: any. */
  domains: v.pipe(v.array(short), v.maxLength(1_000)),
  /** What a person types: the whole address or the part before "@". */
  login: v.picklist(['address', 'local']),
  imap: v.object({
    target: short,
    tls: v.picklist(['implicit', 'starttls', 'none']),
    port,
    security: v.picklist(['tls', 'loopback', 'insecure']),
  }),
});

const siteConfigSchema = v.object({
  build: short,
  basePath: short,
  /** Whether the browser may keep the app's own files. */
  offline: v.optional(v.boolean(), true),
  demo: v.union([
    v.literal(false),
    v.object({
      user: short,
      password: short,
      port,
      /** Another mailbox of the same server, to put beside the first. */
      second: v.optional(v.object({ user: short, password: short })),
    }),
  ]),
  branding: v.object({ name: short }),
  servers: v.pipe(v.array(serverSchema), v.maxLength(1_000)),
});

export type SiteServer = Readonly<v.InferOutput<typeof serverSchema>>;
export type SiteConfig = Readonly<v.InferOutput<typeof siteConfigSchema>>;

export function readSiteConfig(json: unknown): Result<SiteConfig> {
  const parsed = v.safeParse(siteConfigSchema, json);
  if (parsed.success) return { ok: true, value: parsed.output };
  return { ok: false, error: { code: 'bridge-unreachable' } };
}

/** Asks the server this page came from. Throws an AppError, so that a query can show it. */
export async function fetchSiteConfig(basePath: string): Promise<SiteConfig> {
  let json: unknown;
  try {
    const response = await fetch(`${basePath}/config.json`, { cache: 'no-store' });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    json = await response.json();
  } catch {
    throw new AppFailure({ code: 'bridge-unreachable' });
  }
  const config = readSiteConfig(json);
  if (!config.ok) throw new AppFailure(config.error);
  return config.value;
}

/** An AppError on its way through code that throws. */
export class AppFailure extends Error {
  readonly error: AppError;

  constructor(error: AppError) {
    super(error.code);
    this.name = 'AppFailure';
    this.error = error;
  }
}

/** Whatever was thrown, as an error a person can be shown. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppFailure ? thrown.error : { code: 'internal' };
}

export function toServerTarget(server: SiteServer): ServerTarget {
  const { id, name, imap } = server;
  return { id, name, target: imap.target, tls: imap.tls, security: imap.security };
}
