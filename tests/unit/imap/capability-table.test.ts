import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { capabilityRows, passedTitles, untrueRows } from '../../../tools/capability-table.mjs';
import { parseFixtures } from '../../support/imap-fixtures';
import { registry } from '../../support/imap-registry';

/**
 * The tables of lib/imap/README.md. That the tests they name ran and passed is seen by tools/test.mjs, which has the results of the
 * run; here: they exist, and everything else a row says.
 */
const root = join(import.meta.dirname, '../../..');
const rows = capabilityRows(root);
const texts = new Map<string, string>();
const read = (path: string): string => {
  const text = texts.get(path) ?? readFileSync(join(root, path), 'utf8');
  texts.set(path, text);
  return text;
};

/** Code that talks to servers. */
const code = ['lib/imap', 'lib/session', 'lib/sasl'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => read(`${folder}/${path}`).toLowerCase()),
);

/** Names the session asks a server's capabilities for. */
const asked = readdirSync(join(root, 'lib/session'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .flatMap((path) => [...read(`lib/session/${path}`).matchAll(/\bhas\('([^']+)'\)/g)])
  .map(([, name = '']) => name.toLowerCase());

/** Whether the file declares a test of this title, not skipped. Titles of `it.each` are looked for among its rows. */
function declares(file: string, title: string): boolean {
  const source = read(file);
  if (file.endsWith('fixtures.test.ts')) {
    const [fixtures = '', name = ''] = /^(\S+) (.+)$/.exec(title)?.slice(1) ?? [];
    const path = `tests/fixtures/imap/${fixtures}`;
    return existsSync(join(root, path)) && parseFixtures(read(path)).some((one) => one.name === name);
  }
  const literal = (text: string): boolean =>
    ["'", '"', '`'].some((quote) => source.includes(`${quote}${text}${quote}`));
  const escaped = title.replaceAll(/\\(?![rn])/g, '\\\\').replaceAll("'", "\\'");
  // A full title is the words of the describes around it and its own: some end of it is its own.
  const words = escaped.split(' ');
  return words.some((_word, at) => {
    const own = words.slice(at).join(' ');
    const around = words.slice(0, at).join(' ');
    const isOwn = literal(own) || literal(own.replace(/ -> \S+$/, ''));
    return (
      isOwn && (around === '' || /describe\.each/.test(source) || source.includes(around.split(' %')[0]!))
    );
  });
}

describe('the table of capabilities', () => {
  it('has one row for each name of the registry', () => {
    const names = rows.map(({ capability }) => capability);
    expect(registry.filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it.each(rows.map((row) => [row.capability, row] as const))('%s', (capability, row) => {
    const { rfc, word, source, testFile, testName } = row;
    expect(['used', 'spoken', 'parsed', 'ignored', 'refused']).toContain(word);
    expect(rfc).not.toBe('');
    expect(existsSync(join(root, testFile)), `${testFile} is there`).toBe(true);
    expect(declares(testFile, testName), `${testFile} has the test ${testName}`).toBe(true);
    expect(read(testFile)).not.toMatch(/\b(?:it|test|describe)\.(?:skip|todo|only)/);
    if (word === 'ignored') {
      expect(source).toBeNull();
      const quoted = [`'${capability.toLowerCase()}'`, `"${capability.toLowerCase()}"`];
      const named = code.filter((text) => quoted.some((one) => text.includes(one)));
      expect(named, `${capability} is named in the code`).toEqual([]);
      return;
    }
    const text = read(source ?? 'missing').toLowerCase();
    const said = [
      capability.toLowerCase(),
      ...(rfc.match(/\d{4,5}/g) ?? []).map((number) => `rfc ${number}`),
    ];
    expect(
      said.some((one) => text.includes(one)),
      `${source} speaks of ${said.join(' or ')}`,
    ).toBe(true);
    // What nothing asks for is asked for nowhere.
    if (word !== 'used') expect(asked.filter((name) => name === capability.toLowerCase())).toEqual([]);
    // What is used is asked for by its name, not by accident.
    if (word === 'used') expect(source).toMatch(/^lib\/(?:imap|session|sasl)\//);
  });

  it('is untrue where a test did not pass, or is not there', () => {
    const passed = passedTitles({
      testResults: [
        {
          name: '/somewhere/tests/unit/a.test.ts',
          assertionResults: [
            { fullName: 'group one\r\n', status: 'passed' },
            { fullName: 'group two', status: 'failed' },
          ],
        },
      ],
    });
    const row = (testName: string, testFile = 'tests/unit/a.test.ts') => ({
      ...{ capability: 'X', rfc: '', what: '', word: '', source: null },
      ...{ testFile, testName },
    });
    expect(untrueRows([row('group one'), row('other', 'tests/unit/did-not-run.test.ts')], passed)).toEqual(
      [],
    );
    expect(untrueRows([row('group two'), row('group three')], passed)).toHaveLength(2);
  });
});
