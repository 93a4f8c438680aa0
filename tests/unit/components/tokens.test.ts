import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Contrast of the design tokens, computed from app/globals.css (WCAG 2.2, 1.4.3 and 1.4.11). */
const css = readFileSync(join(import.meta.dirname, '..', '..', '..', 'app', 'globals.css'), 'utf8');

type Rgb = readonly [number, number, number];
interface Colour {
  /** Linear light. */
  readonly rgb: Rgb;
  readonly alpha: number;
}

const OKLCH = 'oklch\\(([\\d.]+) ([\\d.]+) ([\\d.]+)(?: / ([\\d.]+))?\\)';

/** The first or the second of each token's two values. */
function tokens(which: 'light' | 'dark'): ReadonlyMap<string, Colour> {
  const found = css.matchAll(new RegExp(`--([\\w-]+): light-dark\\(${OKLCH}, ${OKLCH}\\)`, 'g'));
  return new Map(
    Array.from(found, ([, name = '', ...values]) => {
      const [l, c, h, a] = which === 'light' ? values.slice(0, 4) : values.slice(4);
      const rgb = linearOf(Number(l), Number(c), Number(h));
      return [name, { rgb, alpha: a === undefined ? 1 : Number(a) }];
    }),
  );
}

/** OKLCH to linear sRGB, cut to what a screen shows. */
function linearOf(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

const encode = (value: number) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
const decode = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** What is seen where a translucent colour lies on another: browsers mix encoded values. */
function over(top: Colour, below: Rgb): Rgb {
  const mix = (at: 0 | 1 | 2) =>
    decode(encode(top.rgb[at]) * top.alpha + encode(below[at]) * (1 - top.alpha));
  return [mix(0), mix(1), mix(2)];
}

const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const THEMES = { light: tokens('light'), dark: tokens('dark') } as const;

/** Grounds text stands on: surfaces, pointed at, selected. */
const GROUNDS = ['paper', 'sheet', 'raised', 'sunken'].flatMap((surface) => [
  [surface],
  [surface, 'hover'],
  [surface, 'selected'],
]);
const WIRE = [['sunken'], ['sunken', 'hover'], ['sheet'], ['sheet', 'selected']];
const PLAIN = [['paper'], ['sheet'], ['raised'], ['sunken']];

/** Least contrast of a colour on each of its grounds. */
const PROMISES: readonly (readonly [
  colour: string,
  least: number,
  grounds: readonly (readonly string[])[],
])[] = [
  ['ink', 7, GROUNDS],
  ['ink-2', 7, PLAIN],
  ['ink-2', 4.5, GROUNDS],
  ['ink-3', 4.5, GROUNDS],
  ['accent', 4.5, [...PLAIN, ['sheet', 'hover'], ['paper', 'hover']]],
  ['accent', 3, GROUNDS],
  ['danger', 4.5, PLAIN],
  ['success', 3, PLAIN],
  ['line-strong', 3, [['raised'], ['sheet'], ['paper']]],
  ['on-accent', 4.5, [['accent'], ['accent-strong'], ['danger']]],
  ...['string', 'number', 'flag', 'code'].map((kind) => [`wire-${kind}`, 4.5, WIRE] as const),
];

describe.each(Object.entries(THEMES))('%s', (_, theme) => {
  const colour = (name: string): Colour => {
    const found = theme.get(name);
    if (found === undefined) throw new Error(`no token --${name}`);
    return found;
  };
  const ground = (names: readonly string[]): Rgb =>
    names.reduce<Rgb>((below, name) => over(colour(name), below), [1, 1, 1]);

  it.each(PROMISES)('%s keeps %d on every ground', (name, least, grounds) => {
    const short = grounds
      .map((names) => ({ on: names.join(' + '), contrast: contrast(colour(name).rgb, ground(names)) }))
      .filter((one) => one.contrast < least);
    expect(short).toEqual([]);
  });
});

it('the measure itself: white on black, and a pair whose contrast is known', () => {
  expect(contrast(linearOf(1, 0, 0), linearOf(0, 0, 0))).toBeCloseTo(21, 2);
  const grey = decode(0x76 / 0xff);
  expect(contrast([1, 1, 1], [grey, grey, grey])).toBeCloseTo(4.54, 2);
});
