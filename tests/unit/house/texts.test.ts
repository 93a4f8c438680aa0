/** What no text of the house may hold, whoever merged it: the marks of a conflict nobody resolved. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');

/** Built or fetched, and not ours: what .gitignore names, and git's own folder. */
const foreign = new Set(['.git', ...readFileSync(join(root, '.gitignore'), 'utf8').split('\n')]);

function* textsIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const name = relative(root, path);
    if (foreign.has(entry.name) || foreign.has(`${entry.name}/`) || foreign.has(`${name}/`)) continue;
    if (entry.isDirectory()) yield* textsIn(path);
    else if (entry.isFile() && !/\.(?:png|woff2?|ico|tsbuildinfo)$/u.test(entry.name)) yield name;
  }
}

/** Seven of one sign at the start of a line, alone or before a space; of `=` alone, for it may underline a heading. */
const isMark = (line: string): boolean =>
  /^(?:<{7}|>{7}|\|{7})(?: |\r?$)/u.test(line) || /^={7}\r?$/u.test(line);

it('a mark of a conflict is told from a line that looks alike', () => {
  const sign = (of: string, after = ''): string => `${of.repeat(7)}${after}`;
  expect([sign('<', ' HEAD'), sign('>', ' ab12'), sign('|'), sign('=')].map(isMark)).not.toContain(false);
  expect(['======== more', '> quoted', '<<<<<< six', ' <<<<<<< not at the start'].map(isMark)).not.toContain(
    true,
  );
});

it('no text holds the marks of a conflict', () => {
  const marked: string[] = [];
  let count = 0;
  for (const name of textsIn(root)) {
    count += 1;
    const lines = readFileSync(join(root, name), 'utf8').split('\n');
    const at = lines.findIndex(isMark);
    if (at >= 0) marked.push(`${name}:${at + 1}`);
  }
  expect(marked).toEqual([]);
  expect(count).toBeGreaterThan(1_000);
});
