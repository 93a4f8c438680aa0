/**
 * What servers do that no standard says: one file a quirk in tests/fixtures/quirks, named by its number (Q01 to Q43).
 *
 *     server: who does it
 *     happens: what it does
 *     we: what the client makes of it
 *     reported: where it was reported
 *     == name of a case
 *     * 1 EXISTS\r\n
 *     -> {"kind":"exists","count":1}
 *
 * Cases are written as in imap-fixtures.ts. `-> scenario` says that the octets are part of a conversation in tests/unit/quirks.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseFixtures, type ResponseFixture } from './imap-fixtures';

export interface Quirk {
  readonly id: string;
  readonly server: string;
  readonly happens: string;
  readonly we: string;
  readonly reported: string;
  readonly cases: readonly ResponseFixture[];
}

const folder = new URL('../fixtures/quirks/', import.meta.url);

/** In the order of their numbers. */
export function readQuirks(): readonly Quirk[] {
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const text = readFileSync(new URL(file, folder), 'utf8');
      const field = (name: string): string => {
        const found = new RegExp(`^${name}: (.+)$`, 'm').exec(text)?.[1];
        if (found === undefined) throw new Error(`${file} does not say ${name}`);
        return found;
      };
      return {
        id: file.replace('.txt', ''),
        server: field('server'),
        happens: field('happens'),
        we: field('we'),
        reported: field('reported'),
        cases: parseFixtures(text),
      };
    });
}

/** docs/quirks.md, as it has to be. */
export function quirksPage(quirks: readonly Quirk[]): string {
  return [
    '# Quirks of servers',
    '',
    'What servers do that no standard says, and what Tagline does about it. It comes from `tests/fixtures/quirks`, one file each with',
    'the octets, and where it was reported; `tests/unit/quirks` runs every case and writes this page (`npx vitest run tests/unit/quirks -u`).',
    '',
    'Five of these servers live in the demo as well, with all their manners: `TAGLINE_DEMO_PERSONALITY=gmail npm start`, or `exchange`,',
    '`yahoo`, `icloud`, `courier`. The same steps of a person are tested against each.',
    '',
    ...quirks.flatMap(({ id, server, happens, we }) => [
      `## ${id}: ${server}`,
      '',
      `- What happens: ${happens}`,
      `- What we do: ${we}`,
      '',
    ]),
  ].join('\n');
}
