/** docs/promises.md against the tests: every promise has a row, and what a row names is there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const ALL = Array.from({ length: 40 }, (_, at) => `L${String(at + 1).padStart(2, '0')}`);

const rows = [
  ...readFileSync(join(root, 'docs', 'promises.md'), 'utf8').matchAll(/^\| (L\d\d) +\|.*\| ([^|]*)\|$/gm),
].map(([, id = '', held = '']) => [id, held.trim()] as const);

it('has every promise once, in order', () => {
  expect(rows.map(([id]) => id)).toEqual(ALL);
});

it.each(rows)('%s names tests that are there, or says that there are none', (_id, held) => {
  if (held === 'not yet') return;
  for (const one of held.split('<br>')) {
    const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(one) ?? [];
    expect(file, one).not.toBe('');
    expect(readFileSync(join(root, 'tests', file), 'utf8'), one).toContain(title);
  }
});

it('an unhandled rejection fails the run: nothing tells the runner to overlook them', () => {
  expect(readFileSync(join(root, 'vitest.config.ts'), 'utf8')).not.toMatch(
    /dangerouslyIgnore|onUnhandledError/,
  );
});
