import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';

/** Where facts are kept. */
const FOLDER = join(import.meta.dirname, 'looks');

/** What is seen of an element: where it stands in its section, px, and its colours. */
export interface Fact {
  readonly what: string;
  readonly box: readonly number[];
  readonly looks: string;
}

/** Boxes may differ by so much, px: browsers of another version round text anew. */
const TOLERANCE_PX = 1.5;

/** Facts of everything in a section that draws something: texts, pictures, controls, coloured areas. */
export function factsOf(section: Locator): Promise<readonly Fact[]> {
  return section.evaluate((root) => {
    const origin = root.getBoundingClientRect();
    const facts: { what: string; box: number[]; looks: string }[] = [];
    for (const element of root.querySelectorAll('*')) {
      const own = Array.from(element.childNodes)
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent?.trim() ?? '')
        .join(' ')
        .trim();
      const slot = element.getAttribute('data-slot');
      // What is inside a mail's frame is the mail's.
      if (element.matches('script, style, iframe') || !element.checkVisibility({ visibilityProperty: true }))
        continue;
      const style = getComputedStyle(element);
      const draws =
        own !== '' ||
        slot !== null ||
        style.backgroundColor !== 'rgba(0, 0, 0, 0)' ||
        element.matches('svg, input, select, progress, button');
      if (!draws) continue;
      const { left, top, width, height } = element.getBoundingClientRect();
      facts.push({
        what: `${element.tagName.toLowerCase()}${slot === null ? '' : `.${slot}`} ${own.slice(0, 24)}`.trim(),
        box: [left - origin.left, top - origin.top, width, height].map((value) => Math.round(value * 2) / 2),
        looks: [
          style.color,
          style.backgroundColor,
          style.borderTopColor,
          style.fontWeight,
          style.opacity,
        ].join(' '),
      });
    }
    return facts;
  });
}

/** What is not as it was, in words; empty when all is. */
export function differences(before: readonly Fact[], now: readonly Fact[]): readonly string[] {
  const found: string[] = [];
  if (before.length !== now.length) found.push(`${before.length} elements before, ${now.length} now`);
  for (const [index, was] of before.entries()) {
    const is = now[index];
    if (is === undefined) break;
    if (was.what !== is.what) {
      found.push(`${was.what} is now ${is.what}`);
      break;
    }
    if (was.box.some((value, at) => Math.abs(value - (is.box[at] ?? 0)) > TOLERANCE_PX))
      found.push(`${was.what} stood at ${was.box.join(' ')}, now at ${is.box.join(' ')}`);
    if (was.looks !== is.looks) found.push(`${was.what} looked ${was.looks}, now ${is.looks}`);
  }
  return found;
}

/** Facts of all sections in one theme and width; colours are named once. */
interface Kept {
  readonly looks: readonly string[];
  readonly sections: Readonly<
    Record<string, readonly (readonly [what: string, looks: number, ...box: number[]])[]>
  >;
}

const fileOf = (name: string): string => join(FOLDER, `${name}.json`);

export function readFacts(name: string): ReadonlyMap<string, readonly Fact[]> {
  if (!existsSync(fileOf(name))) return new Map();
  const kept = JSON.parse(readFileSync(fileOf(name), 'utf8')) as Kept;
  return new Map(
    Object.entries(kept.sections).map(([section, facts]) => [
      section,
      facts.map(([what, looks, ...box]) => ({ what, box, looks: kept.looks[looks] ?? '' })),
    ]),
  );
}

export function writeFacts(name: string, sections: ReadonlyMap<string, readonly Fact[]>): void {
  const looks = [...new Set([...sections.values()].flatMap((facts) => facts.map((fact) => fact.looks)))];
  const lines = [...sections].map(([section, facts]) => {
    const rows = facts.map((fact) => JSON.stringify([fact.what, looks.indexOf(fact.looks), ...fact.box]));
    return `${JSON.stringify(section)}: [\n${rows.join(',\n')}\n]`;
  });
  writeFileSync(
    fileOf(name),
    `{"looks": [\n${looks.map((one) => JSON.stringify(one)).join(',\n')}\n],\n"sections": {\n${lines.join(',\n')}\n}}\n`,
  );
}
