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
/** Rules of one mail's style sheets looked at before the rest is dropped. */
const MAX_RULES = 20_000;
/** Characters of one `@import`; a longer one only makes the browser warn. */
const MAX_IMPORT = 4_096;

/** Removes what an inline style or a rule may not say. A shorthand that used var() shows up as empty longhands. */
export function filterDeclarations(style: CSSStyleDeclaration): void {
  for (const name of Array.from(style)) {
    const value = style.getPropertyValue(name);
    const forbidden =
      value.trim() === '' ||
      name.startsWith('--') ||
      FORBIDDEN_PROPERTIES.has(name) ||
      FORBIDDEN_VALUE.test(value) ||
      WINDOW_HEIGHT.test(value) ||
      (name === 'position' && /fixed|sticky/iu.test(value));
    if (forbidden) style.removeProperty(name);
  }
}

/**
 * The sheet as text with only style rules and media/supports groups of them left; '' when nothing is.
 * `view` must be a mail frame's window: the sheet is parsed there and never adopted by any document.
 */
export function filterSheet(text: string, view: Window & typeof globalThis): string {
  const sheet = new view.CSSStyleSheet();
  // A constructed sheet ignores @import, with a warning of the browser that would look like a fault of ours.
  sheet.replaceSync(withoutImports(text));
  const budget = { left: MAX_RULES };
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

function filterRules(rules: CSSRuleList, view: Window & typeof globalThis, budget: { left: number }): string {
  const out: string[] = [];
  for (const rule of Array.from(rules)) {
    budget.left -= 1;
    if (budget.left < 0) break;
    if (rule instanceof view.CSSStyleRule) {
      filterDeclarations(rule.style);
      // Rebuilt from its parts, so that nested rules are left behind.
      if (rule.style.length > 0) out.push(`${rule.selectorText} { ${rule.style.cssText} }`);
    } else if (rule instanceof view.CSSMediaRule && !DARK_GROUP.test(rule.media.mediaText)) {
      const inner = filterRules(rule.cssRules, view, budget);
      if (inner !== '') out.push(`@media ${rule.media.mediaText} {\n${inner}\n}`);
    }
  }
  return out.join('\n');
}
