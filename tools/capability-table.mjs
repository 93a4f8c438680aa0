/**
 * The tables of lib/imap/README.md: what is done with each capability, where, and which test shows it.
 *
 * @typedef {{ capability: string, rfc: string, what: string, word: string, source: string | null, testFile: string, testName: string }} Row
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} root of the repository @returns {Row[]} */
export function capabilityRows(root) {
  const text = readFileSync(join(root, 'lib/imap/README.md'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, capability, rfc, what, source, test] = line.split('|').map((cell) => cell.trim());
      const [, testFile, testName] = /^`([^:]+): (.+)`$/.exec(test ?? '') ?? [];
      return {
        capability: unquoted(capability),
        rfc: rfc ?? '',
        what: what ?? '',
        word: /^\w*/.exec(what ?? '')?.[0] ?? '',
        source: source === '-' ? null : unquoted(source),
        testFile: testFile ?? '',
        testName: testName ?? '',
      };
    });
}

/**
 * Rows whose test belongs to one of `files` and did not pass there. Line ends inside a title count as `\r\n` is written.
 * @param {readonly Row[]} rows
 * @param {ReadonlyMap<string, ReadonlySet<string>>} passed full titles by file, of every file that ran
 * @returns {string[]}
 */
export function untrueRows(rows, passed) {
  return rows.flatMap(({ capability, testFile, testName }) => {
    const titles = passed.get(testFile);
    return titles === undefined || titles.has(testName)
      ? []
      : [`lib/imap/README.md: ${capability}: no such test passed: ${testName}`];
  });
}

/** What vitest's JSON says has passed, by file. @returns {Map<string, Set<string>>} */
export function passedTitles({ testResults }) {
  const passed = new Map();
  for (const { name, assertionResults } of testResults) {
    const titles = assertionResults
      .filter(({ status }) => status === 'passed')
      .map(({ fullName }) => printable(fullName));
    passed.set(name.slice(Math.max(0, name.indexOf('tests/'))), new Set(titles));
  }
  return passed;
}

const printable = (title) => title.trim().replaceAll('\r', '\\r').replaceAll('\n', '\\n');
const unquoted = (cell) => (cell ?? '').replaceAll('`', '');
