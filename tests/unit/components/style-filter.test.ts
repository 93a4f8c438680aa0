import { describe, expect, it } from 'vitest';
import {
  filterDeclarations,
  filterSheet,
  ruleBudget,
  withoutImports,
} from '../../../components/reader/style-filter';

/** What a browser's parser has understood, without the browser: declarations by name. */
class Declarations {
  private readonly values: Map<string, string>;

  constructor(values: Readonly<Record<string, string>>) {
    this.values = new Map(Object.entries(values));
  }

  get length(): number {
    return this.values.size;
  }

  get cssText(): string {
    return [...this.values].map(([name, value]) => `${name}: ${value};`).join(' ');
  }

  [Symbol.iterator]() {
    return this.values.keys();
  }

  getPropertyValue(name: string): string {
    return this.values.get(name) ?? '';
  }

  removeProperty(name: string): string {
    const value = this.getPropertyValue(name);
    this.values.delete(name);
    return value;
  }
}

class StyleRule {
  constructor(
    readonly selectorText: string,
    readonly style: Declarations,
  ) {}
}
class MediaRule {
  readonly media: { readonly mediaText: string };
  constructor(
    mediaText: string,
    readonly cssRules: readonly unknown[],
  ) {
    this.media = { mediaText };
  }
}
/** @font-face, @keyframes, @layer and whatever browsers learn next. */
class OtherRule {
  readonly cssText = '@other { }';
}

function filtered(values: Readonly<Record<string, string>>): string {
  const style = new Declarations(values);
  filterDeclarations(style as unknown as CSSStyleDeclaration);
  return style.cssText;
}

function sheet(
  rules: readonly unknown[],
  parsed: { text?: string } = {},
  budget: { left: number } = ruleBudget(),
): string {
  const view = {
    CSSStyleRule: StyleRule,
    CSSMediaRule: MediaRule,
    CSSStyleSheet: class {
      readonly cssRules = rules;
      replaceSync(text: string) {
        parsed.text = text;
      }
    },
  };
  return filterSheet('p { }', view as unknown as Window & typeof globalThis, budget);
}

describe('declarations of a mail', () => {
  it.each([
    ['background-image', 'url("https://images.example.net/a.png")'],
    ['background-image', 'URL("https://images.example.net/a.png")'],
    ['background-image', 'linear-gradient(red, blue), image-set("a.png" 1x)'],
    ['background-image', '-webkit-image-set(url("a.png") 1x)'],
    ['background-image', '-webkit-cross-fade(none, none, 50%)'],
    ['background-image', '-moz-element(#x)'],
    ['background-image', 'image( "a.png" )'],
    ['background-image', 'src("a.png")'],
    ['width', 'calc(var(--x) + 1px)'],
    ['padding-top', 'env(safe-area-inset-top)'],
    ['content', 'attr(title)'],
    ['background-image', 'paint(x)'],
    ['cursor', 'url("a.cur"), auto'],
    ['--x', 'red'],
    ['behavior', 'none'],
    ['-moz-binding', 'none'],
    ['position', 'fixed'],
    ['position', '-webkit-sticky'],
    ['height', '100vh'],
    ['min-height', 'calc(100dvh - 2em)'],
    ['font-size', '4vmin'],
    ['width', '3.5VMAX'],
    ['background-color', ''],
    ['columns', '3'],
    ['column-count', '50'],
    ['-webkit-column-width', '10px'],
    ['content', Array(40).fill('counters(a, ".")').join(' ')],
    ['counter-increment', Array(300).fill('a').join(' ')],
  ])('lose %s: %s', (name, value) => {
    expect(filtered({ color: 'red', [name]: value })).toBe('color: red;');
  });

  it.each([
    ['color', 'rgb(1, 2, 3)'],
    ['background-image', 'linear-gradient(red, blue)'],
    ['position', 'absolute'],
    ['width', '50vw'],
    ['width', 'min(100%, 600px)'],
    ['font-family', '"Vhs Gothic", sans-serif'],
    ['content', '"1vhs"'],
    ['content', 'counter(list-1, decimal) ". "'],
    ['counter-reset', 'list-1 0'],
  ])('keep %s: %s', (name, value) => {
    expect(filtered({ [name]: value })).toBe(`${name}: ${value};`);
  });
});

describe('style sheets of a mail', () => {
  it('keep style rules and media groups, and nothing that is neither', () => {
    const rules = [
      new OtherRule(),
      new StyleRule('p', new Declarations({ color: 'red', cursor: 'url("x")' })),
      new StyleRule('b', new Declarations({ cursor: 'url("x")' })),
      new MediaRule('print', [new OtherRule(), new StyleRule('i', new Declarations({ color: 'blue' }))]),
      new MediaRule('screen', [new OtherRule()]),
    ];
    expect(sheet(rules)).toBe('p { color: red; }\n@media print {\ni { color: blue; }\n}');
  });

  it('lose what they say for a dark theme', () => {
    const dark = [new StyleRule('p', new Declarations({ color: 'white' }))];
    expect(
      sheet([
        new MediaRule('(prefers-color-scheme:dark)', dark),
        new MediaRule('(prefers-color-scheme: light)', dark),
      ]),
    ).toBe('@media (prefers-color-scheme: light) {\np { color: white; }\n}');
  });

  it('go as a whole where text could leave the style element', () => {
    expect(sheet([new StyleRule('p', new Declarations({ content: '"</style><img src=x>"' }))])).toBe('');
  });

  it('end at their bound of rules, which all sheets of a mail share', () => {
    const many = Array.from({ length: 4_010 }, () => new StyleRule('p', new Declarations({ color: 'red' })));
    expect(sheet(many).split('\n')).toHaveLength(4_000);
    const budget = { left: 4_015 };
    expect(sheet(many, {}, budget).split('\n')).toHaveLength(4_010);
    expect(sheet(many, {}, budget).split('\n')).toHaveLength(5);
    expect(sheet(many, {}, budget)).toBe('');
  });

  it.each([
    ['p ~ p'],
    ['.a:has(> img)'],
    ['p:nth-child(2n of .x)'],
    ['p:NTH-LAST-CHILD( 1 OF p )'],
    [`p:not(${Array(60).fill('.a').join(', ')})`],
    [':is(:is(:is(:is(:is(a)))))'],
    [Array(700).fill('.a').join(', ')],
  ])('lose rules whose selector costs the square of the mail: %s', (selector) => {
    expect(sheet([new StyleRule(selector, new Declarations({ color: 'red' }))])).toBe('');
  });

  it.each([
    ['table.main td > a:hover'],
    ['a[x-apple-data-detectors="true"]'],
    ['div[class~="wide"]'],
    ['u + #body a'],
    ['li:nth-child(2n + 1)'],
    ['p:not(.a, .b):first-of-type'],
    [Array(200).fill('h1, h2').join(', ')],
  ])('keep what mail is written with: %s', (selector) => {
    expect(sheet([new StyleRule(selector, new Declarations({ color: 'red' }))])).toBe(
      `${selector} { color: red; }`,
    );
  });
});

describe('@import in the style sheet of a mail', () => {
  it('is left out, in any case, with all it says', () => {
    expect(withoutImports('@import "a";@IMPORT url(b) screen;p{color:red}@Import \'c\' ;')).toBe(
      'p{color:red}',
    );
    expect(withoutImports('p{color:red}')).toBe('p{color:red}');
    expect(withoutImports('a{}@import@import x;b{}')).toBe('a{}b{}');
  });

  it('stays where it has no end, or a far one: the browser drops it', () => {
    expect(withoutImports('a{}@import "b"')).toBe('a{}@import "b"');
    const far = `@import "${'x'.repeat(5_000)}";`;
    expect(withoutImports(`${far}@import "b";c{}`)).toBe(`${far}c{}`);
  });

  it('said a million times is walked through once', () => {
    // The walk costs no more than a few reads of the text; one that begins anew at each word never ends here.
    const endless = '@import'.repeat(1_000_000);
    expect(withoutImports(endless)).toBe(endless);
    expect(withoutImports(`${endless};`)).toHaveLength(endless.length + 1 - (7 * 585 + 1));
    expect(withoutImports('@import;'.repeat(500_000))).toBe('');
  });
});
