/** Every row of the attack lists on bridge and first words of a server has a test whose title begins with its id. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const tests = join(import.meta.dirname, '..', '..');
const rows = (letter: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${letter}${String(at + 1).padStart(2, '0')}`);

const found = new Set<string>();
for (const folder of ['bridge', 'live', 'unit', 'soak']) {
  for (const file of readdirSync(join(tests, folder), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.test.ts')) continue;
    const text = readFileSync(join(tests, folder, file), 'utf8');
    for (const [, ids = ''] of text.matchAll(/['"`]((?:[AB]\d\d: )+)/g))
      for (const id of ids.split(': ')) found.add(id);
  }
}

it.each([...rows('A', 25), ...rows('B', 24)])('row %s has a test', (row) => {
  expect(found).toContain(row);
});

it('no test claims a row that does not exist', () => {
  const known = new Set([...rows('A', 25), ...rows('B', 24), '']);
  expect([...found].filter((row) => !known.has(row))).toEqual([]);
});
