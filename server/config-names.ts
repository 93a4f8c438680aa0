import { SettingError } from './setting-error';

const perProtocol = ['HOST', 'PORT', 'TLS', 'CA_FILE'] as const;
const prefixes = ['IMAP_', 'SMTP_', 'SIEVE_', 'POP3_', 'TAGLINE_'] as const;

const readNow = [
  ...perProtocol.map((name) => `IMAP_${name}`),
  'TAGLINE_SECRET',
  'TAGLINE_SECRET_FILE',
  'TAGLINE_DEMO_PORT',
  'TAGLINE_MAX_TUNNELS',
  'TAGLINE_MAX_TUNNELS_PER_ADDRESS',
  'TAGLINE_MAX_YOUNG_TUNNELS_PER_ADDRESS',
  'TAGLINE_OPENS_PER_MINUTE',
  'TAGLINE_OPENS_BURST',
  'TAGLINE_MEMORY_LIMIT_MB',
];

/** Names that are reserved for what this version does not offer, with what to do instead. */
const notOffered: ReadonlyMap<string, string> = new Map([
  ...(['SMTP', 'SIEVE', 'POP3'] as const).flatMap((protocol) =>
    perProtocol.map((name) => [`${protocol}_${name}`, `this version connects to IMAP only`] as const),
  ),
  ['TAGLINE_CONFIG', 'this version is configured by environment variables only'],
  ['TLS_CERT', 'put a TLS proxy in front and set PUBLIC_URL and TRUSTED_PROXIES'],
  ['TLS_KEY', 'put a TLS proxy in front and set PUBLIC_URL and TRUSTED_PROXIES'],
]);

/**
 * Refuses names that nobody reads: a misspelt IMAP_HOST must not publish a demo.
 * @throws SettingError naming the variable and the nearest known one
 */
export function checkNames(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(env).toSorted()) {
    if (env[name] === undefined || readNow.includes(name)) continue;
    const instead = notOffered.get(name);
    if (instead !== undefined) {
      if (env[name] === '') continue;
      throw new SettingError(`${name} is not supported yet: ${instead}.`);
    }
    if (!prefixes.some((prefix) => name.startsWith(prefix))) continue;
    throw new SettingError(`${name} is not a setting of Tagline; did you mean ${nearest(name)}?`);
  }
}

function nearest(name: string): string {
  const known = [...readNow, ...notOffered.keys()];
  const start = { known: '', far: Number.POSITIVE_INFINITY };
  return known.reduce((best, candidate) => {
    const far = distance(name, candidate);
    return far < best.far ? { known: candidate, far } : best;
  }, start).known;
}

/** Optimal string alignment: swapped neighbours count once, as in most misspellings. */
function distance(a: string, b: string): number {
  const cols = b.length + 1;
  const cell = new Uint16Array((a.length + 1) * cols);
  const at = (i: number, j: number): number => cell[i * cols + j] ?? 0;
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 || j === 0) {
        cell[i * cols + j] = i + j;
        continue;
      }
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, at(i - 2, j - 2) + 1);
      }
      cell[i * cols + j] = value;
    }
  }
  return at(a.length, b.length);
}
