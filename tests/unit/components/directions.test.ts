import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');

/** Classes that name a side of the screen; `start` and `end` follow the script. */
const PHYSICAL =
  /(?<=[\s'"`:])-?(?:[mp][lr]|left|right|(?:border|rounded|scroll-[mp])-?[lr]|rounded-[tb][lr]|text-(?:left|right)|origin-(?:left|right)|float-(?:left|right))(?:-[\w./[\]()%-]+)?(?=[\s'"`!])/gu;

/** Both sides at once, or the middle: the same in every direction. */
const ALLOWED = /^left-1\/2$/u;

function physicalIn(text: string): readonly string[] {
  const strings = text.match(/className=(?:"[^"]*"|\{[^}]*\})|'[^'\n]*'/gu) ?? [];
  const used = strings.filter((one) => /[a-z]-[\w[]/u.test(one)).flatMap((one) => one.match(PHYSICAL) ?? []);
  return used.filter((one) => !ALLOWED.test(one));
}

it('components name no left and no right', () => {
  const found = readdirSync(join(root, 'components'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tsx'))
    .flatMap((path) =>
      physicalIn(readFileSync(join(root, 'components', path), 'utf8')).map((one) => `${path}: ${one}`),
    );
  expect(found).toEqual([]);
});

it('the search finds what it looks for', () => {
  expect(physicalIn('<p className="flex ml-2 text-ink pointer-coarse:pr-3">')).toEqual(['ml-2', 'pr-3']);
  expect(physicalIn("clsx('absolute inset-x-0 right-0', wide && 'border-l text-left')")).toEqual([
    'right-0',
    'border-l',
    'text-left',
  ]);
  expect(physicalIn('<p className="ms-2 pe-3 start-0 left-1/2 min-w-0">')).toEqual([]);
});
