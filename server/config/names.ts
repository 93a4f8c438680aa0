import type { Limits } from '../limits';
import { SettingError } from '../setting-error';

/** The limits an operator may set, by the name of the variable. */
export const limitByName = new Map<string, keyof Limits>([
  ['TAGLINE_MAX_TUNNELS', 'tunnels'],
  ['TAGLINE_MAX_TUNNELS_PER_ADDRESS', 'tunnelsPerAddress'],
  ['TAGLINE_MAX_YOUNG_TUNNELS_PER_ADDRESS', 'youngTunnelsPerAddress'],
  ['TAGLINE_OPENS_PER_MINUTE', 'opensPerMinute'],
  ['TAGLINE_OPENS_BURST', 'opensBurst'],
  ['TAGLINE_MEMORY_LIMIT_MB', 'memoryMb'],
]);

const ours = /^(?:IMAP|SMTP|SIEVE|POP3|TAGLINE)_/;
const perProtocol = ['HOST', 'PORT', 'TLS', 'CA_FILE'];
const read = [
  ...perProtocol.map((name) => `IMAP_${name}`),
  ...[
    'TAGLINE_CONFIG',
    'TAGLINE_SECRET',
    'TAGLINE_SECRET_FILE',
    'TAGLINE_DEMO_PORT',
    'TAGLINE_DEMO_PERSONALITY',
    'TAGLINE_SERVICE_WORKER',
  ],
  ...limitByName.keys(),
];

/** Reserved for what this version does not offer, with what to do instead. */
const reserved = new Map<string, string>([
  ...['SMTP', 'SIEVE', 'POP3'].flatMap((protocol) =>
    perProtocol.map((name) => [`${protocol}_${name}`, 'this version connects to IMAP only'] as const),
  ),
]);

/**
 * Refuses names that nobody reads: a misspelt IMAP_HOST must not publish a demo.
 * @throws SettingError naming the variable and the nearest known one
 */
export function checkNames(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(env).toSorted()) {
    const instead = reserved.get(name);
    if (env[name] === undefined || read.includes(name) || (instead !== undefined && env[name] === ''))
      continue;
    if (instead !== undefined) throw new SettingError(`${name} is not supported yet: ${instead}.`);
    if (!ours.test(name)) continue;
    const [nearest] = [...read, ...reserved.keys()].toSorted((a, b) => distance(name, a) - distance(name, b));
    throw new SettingError(`${name} is not a setting of Tagline; did you mean ${nearest}?`);
  }
}

/** Levenshtein's, row by row. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
