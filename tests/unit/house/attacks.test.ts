/** docs/attacks.md against the tests: every row has tests whose titles begin with its id, and the page names their files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const tests = join(import.meta.dirname, '..', '..');
const rows = (letter: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${letter}${String(at + 1).padStart(2, '0')}`);
/** What the engine must hold against without a bridge; rows of rendering and composing are not here. */
const ENGINE = [...rows('A', 25), ...rows('I', 5), ...rows('P', 16), 'P20'];
const BRIDGE = [...rows('A', 25), ...rows('B', 24)];
/** The rows of the page. */
const ALL = [...rows('A', 25), ...rows('B', 24), ...rows('I', 5), ...rows('P', 16), 'P20'];

/** Files, relative to tests/, in which a title begins with the row. */
function filesByRow(folders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const folder of folders) {
    for (const file of readdirSync(join(tests, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      if (!/\.test\.tsx?$/.test(file)) continue;
      const path = `${folder}/${file}`;
      const text = readFileSync(join(tests, path), 'utf8');
      for (const [, ids = ''] of text.matchAll(/['"`]((?:[ABIP]\d\d: )+)/g)) {
        for (const id of ids.split(': ').filter(Boolean))
          found.set(id, (found.get(id) ?? new Set()).add(path));
      }
    }
  }
  return new Map([...found].map(([id, files]) => [id, [...files].sort()]));
}

const ofEngine = filesByRow(['unit', 'property', 'live']);
const ofBridge = filesByRow(['bridge', 'live', 'soak']);
const everywhere = filesByRow(['bridge', 'live', 'property', 'soak', 'unit']);

describe('every row has a test', () => {
  it.each(ENGINE)('%s of the engine', (row) => {
    expect(ofEngine.get(row) ?? []).not.toEqual([]);
  });

  it.each(BRIDGE)('%s through the bridge', (row) => {
    expect(ofBridge.get(row) ?? []).not.toEqual([]);
  });
});

it('no test claims a row that does not exist', () => {
  const known = [...rows('A', 25), ...rows('B', 24), ...rows('I', 12), ...rows('P', 20)];
  expect([...everywhere.keys()].filter((row) => !known.includes(row))).toEqual([]);
});

it('the page has every row once, and names the files of its tests', () => {
  const page = readFileSync(join(tests, '..', 'docs', 'attacks.md'), 'utf8');
  const table = [...page.matchAll(/^\| ([A-Z]\d\d) +\|.*\| ([^|]*)\|$/gm)].map(
    ([, id = '', files = '']) => [id, [...files.matchAll(/`([^`]+)`/g)].map(([, file]) => file)] as const,
  );
  expect(table.map(([id]) => id)).toEqual(ALL);
  for (const [id, files] of table) {
    expect(files, id).not.toEqual([]);
    for (const file of files) expect(everywhere.get(id), id).toContain(file);
  }
});
