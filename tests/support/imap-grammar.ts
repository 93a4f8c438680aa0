/** The RFCs' grammar of both sides, and what real sentences show of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { Grammar } from './abnf';
import { parseFixtures, unescapeOctets, type ResponseFixture } from './imap-fixtures';

const fixtures = new URL('../fixtures/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, fixtures), 'utf8');
const base = read('imap-grammar/base.abnf');

export const serverGrammar = new Grammar(`${base}\n${read('imap-grammar/server.abnf')}`);
export const clientGrammar = new Grammar(`${base}\n${read('imap-grammar/client.abnf')}`);
/** Alternatives of words and values, which both sides use: shown by either. */
export const sharedAlternatives: ReadonlySet<string> = new Grammar(base).alternatives;

/** One character an octet. */
export const octetsOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

export interface FileFixture extends ResponseFixture {
  readonly file: string;
}

export const responseFixtures: readonly FileFixture[] = ['imap', 'quirks'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, fixtures)).flatMap((file) =>
    parseFixtures(read(`${folder}/${file}`))
      .filter(({ expected }) => expected !== 'scenario')
      .map((fixture) => ({ ...fixture, file })),
  ),
);

/** Lines no client may say, each broken at one place. */
export const brokenCommands: readonly string[] = read('imap-grammar/client-broken.txt')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('# '))
  .map((line) => octetsOf(unescapeOctets(line)));

/** Alternatives that nothing of ours prints and no transcript holds, with the reason. */
export const unspoken: ReadonlyMap<string, string> = new Map(
  read('imap-grammar/unspoken.txt')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => {
      const [alternative = '', reason = ''] = line.split(' -> ');
      return [alternative, reason];
    }),
);

/** Names of RFC 9051 section 9. */
export const productions: readonly string[] = read('imap-grammar/rfc9051-productions.txt')
  .split('\n')
  .filter((line) => !line.startsWith('# '))
  .flatMap((line) => line.split(' '))
  .filter((name) => name !== '');

/** Commands of the embedded server's transcripts that were answered OK, with all their lines. */
export function spokenCommands(): readonly string[] {
  return readdirSync(new URL('imap-server/', fixtures)).flatMap((file) => {
    const lines = read(`imap-server/${file}`)
      .split('\n')
      .filter((line) => /^2?[CS]:/.test(line));
    return lines.flatMap((line, at) => {
      const [, who = '', first = ''] = /^(2?)C: ?(.*)$/.exec(line) ?? [];
      const tag = first.split(' ')[0] ?? '';
      let text = `${first}\r\n`;
      for (const next of lines.slice(at + 1)) {
        const [, whose, side, rest = ''] = /^(2?)([CS]): ?(.*)$/.exec(next) ?? [];
        if (whose !== who) continue;
        if (side === 'C') text += `${rest}\r\n`;
        else if (rest.startsWith(`${tag} `))
          return rest.startsWith(`${tag} OK`) ? [octetsOf(new TextEncoder().encode(text))] : [];
      }
      return [];
    });
  });
}
