/**
 * Filters the mail's own CSS by the browser's own parser: what the parser understood is judged declaration by
 * declaration, so that escapes, comments and unclosed strings cannot hide anything (security.md R02-R09).
 */

/** Functions that load something, read the page, or hide such a call behind a variable. */
const FORBIDDEN_VALUE = /(?:url|image|image-set|cross-fade|element|src|var|env|attr|paint)\s*\(/iu;
/** The frame is made as tall as the mail, so a mail as tall as the frame would grow without end. */
const WINDOW_HEIGHT = /\d(?:[sld]?v(?:h|b|min|max))\b/iu;
/** Coloured mail stays on light paper in both themes; half of a dark design on it could not be read. */
const DARK_GROUP = /prefers-color-scheme\s*:\s*dark/iu;
const FORBIDDEN_PROPERTIES = new Set(['behavior', '-moz-binding']);
/** Columns inside columns are laid out once more at each level: a few lines of mail would hold the page for minutes. */
const COLUMNS = /^(?:-webkit-|-moz-)?columns?(?:-(?:count|width|span|fill|height|wrap))?$/u;
/** What counts and writes numbers does so for every element, so that only little may be said. */
const COUNTING = new Set(['content', 'counter-increment', 'counter-reset', 'counter-set']);
const MAX_COUNTING = 200;
/**
 * Selectors that look at all neighbours of an element, or into it, cost the square of the mail, each: no mail program knows
 * them, and a sheet of them holds the page for minutes. `of` is that of `:nth-child(1 of p)`.
 */
const COSTLY_SELECTOR = /~(?!=)|:has\s*\(|:nth-[a-z-]+\([^)]*\sof\s/iu;
/** Characters of one rule's selectors, and of one bracket in them: each of what it lists is tried on every element. */
const MAX_SELECTOR = 2_000;
const LONG_BRACKET = /\([^)]{100}/u;
const MANY_BRACKETS = /(?:\([^(]*){5}/u;
/** Rules of one mail's style sheets looked at before the rest is dropped: each is held against every element. */
const MAX_RULES = 4_000;
/** Characters of one `@import`; a longer one only makes the browser warn. */
const MAX_IMPORT = 4_096;

/** Rules that one mail may still have, in all of its sheets. */
export interface RuleBudget {
  left: number;
}
export const ruleBudget = (): RuleBudget => ({ left: MAX_RULES });

/** Removes what an inline style or a rule may not say. A shorthand that used var() shows up as empty longhands. */
export function filterDeclarations(style: CSSStyleDeclaration): void {
  for (const name of Array.from(style)) {
    const value = style.getPropertyValue(name);
    const forbidden =
      value.trim() === '' ||
      name.startsWith('--') ||
      FORBIDDEN_PROPERTIES.has(name) ||
      COLUMNS.test(name) ||
      (value.length > MAX_COUNTING && COUNTING.has(name)) ||
      FORBIDDEN_VALUE.test(value) ||
      WINDOW_HEIGHT.test(value) ||
      (name === 'position' && /fixed|sticky/iu.test(value));
    if (forbidden) style.removeProperty(name);
  }
}

/**
 * The sheet as text with only style rules and media/supports groups of them left; '' when nothing is.
 * `view` must be a mail frame's window: the sheet is parsed there and never adopted by any document. `budget` is shared by the
 * sheets of one mail.
 */
export function filterSheet(
  text: string,
  view: Window & typeof globalThis,
  budget: RuleBudget = ruleBudget(),
): string {
  const sheet = new view.CSSStyleSheet();
  // A constructed sheet ignores @import, with a warning of the browser that would look like a fault of ours.
  sheet.replaceSync(withoutImports(text));
  const out = filterRules(sheet.cssRules, view, budget);
  // Serialised CSS has no reason to hold '<' except to leave the style element.
  return out.includes('<') ? '' : out;
}

/** Each `@import` up to its `;`, where that is near. One walk through the text, however often it says so without an end. */
export function withoutImports(text: string): string {
  const out: string[] = [];
  let kept = 0;
  let end = 0;
  for (const { index } of text.matchAll(/@import/giu)) {
    if (index < kept) continue;
    if (end <= index) end = text.indexOf(';', index) + 1;
    if (end === 0) break;
    if (end - index > MAX_IMPORT) continue;
    out.push(text.slice(kept, index));
    kept = end;
  }
  return out.join('') + text.slice(kept);
}

const isCheap = (selector: string): boolean =>
  selector.length <= MAX_SELECTOR &&
  !COSTLY_SELECTOR.test(selector) &&
  !LONG_BRACKET.test(selector) &&
  !MANY_BRACKETS.test(selector);

function filterRules(rules: CSSRuleList, view: Window & typeof globalThis, budget: RuleBudget): string {
  const out: string[] = [];
  for (const rule of Array.from(rules)) {
    budget.left -= 1;
    if (budget.left < 0) break;
    if (rule instanceof view.CSSStyleRule) {
      filterDeclarations(rule.style);
      // Rebuilt from its parts, so that nested rules are left behind.
      if (rule.style.length > 0 && isCheap(rule.selectorText))
        out.push(`${rule.selectorText} { ${rule.style.cssText} }`);
    } else if (rule instanceof view.CSSMediaRule && !DARK_GROUP.test(rule.media.mediaText)) {
      const inner = filterRules(rule.cssRules, view, budget);
      if (inner !== '') out.push(`@media ${rule.media.mediaText} {\n${inner}\n}`);
    }
  }
  return out.join('\n');
}
