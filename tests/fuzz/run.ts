/**
 * The nightly fuzzing of framer and grammar: FUZZ_SECONDS (default 600) from FUZZ_SEED (default: the day). Results go to the file named
 * as the first argument; each finding is printed as a fixture to be added to tests/fixtures/imap/fuzz.txt.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fullRows, literalRows } from '../support/imap-transcripts';
import { escapeOctets, parseFixtures } from '../support/imap-fixtures';
import { seeded } from '../support/chance';
import { Sentences } from '../support/abnf-sentences';
import { serverGrammar } from '../support/imap-grammar';
import { fuzz } from './fuzz';

const DAY_MS = 86_400_000;
const seconds = Number(process.env['FUZZ_SECONDS'] ?? 600);
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Date.now() / DAY_MS));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const folders = ['imap', 'quirks'].map((name) => new URL(`../fixtures/${name}/`, import.meta.url));
const seeds = folders.flatMap((folder) =>
  readdirSync(folder).flatMap((file) =>
    parseFixtures(readFileSync(new URL(file, folder), 'utf8')).map(({ raw }) => raw),
  ),
);
const octets = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const sentences = new Sentences(serverGrammar, seeded(seed));
const made = Array.from({ length: 400 }, () => octets(sentences.make('response')));
const ends = performance.now() + seconds * 1000;
const report = fuzz({
  seeds: [...seeds, ...made, fullRows(2), literalRows(2, 60)],
  seed,
  words: serverGrammar.words.map(octets),
  goOn: () => performance.now() < ends,
});
print(
  `figure: fuzz ${report.executions} inputs in ${seconds} s from seed ${seed}: ${report.blocks} blocks reached, ${report.kept} inputs kept`,
);
for (const { what, input } of report.findings) print(`\n== ${what}\n${escapeOctets(input)}`);
const [, , file] = process.argv;
if (file !== undefined) {
  const tests = [
    { name: 'fuzz: no input breaks a promise', status: report.findings.length === 0 ? 'passed' : 'failed' },
    // Without coverage it would be blind, and pass.
    {
      name: 'fuzz: inputs lead to blocks no fixture reached',
      status: report.kept > seeds.length / 8 ? 'passed' : 'failed',
    },
  ];
  writeFileSync(file, JSON.stringify({ tests }));
}
if (report.findings.length > 0) process.exitCode = 1;
