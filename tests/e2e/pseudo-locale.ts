import type { BrowserContext } from '@playwright/test';
import { en } from '../../lib/i18n/messages/en';
import { wire } from '../../lib/i18n/messages/wire-en';

/** What stands around every sentence of the pseudo-locale, so that text without it was never translated. */
export const OPEN = '\u27e6';
export const CLOSE = '\u27e7';

const VOWELS = new Map(
  Object.entries({
    a: 'áà',
    e: 'éè',
    i: 'íì',
    o: 'óò',
    u: 'úù',
    A: 'ÁÀ',
    E: 'ÉÈ',
    I: 'ÍÌ',
    O: 'ÓÒ',
    U: 'ÚÙ',
  }),
);

/** Accented and about 40 % longer; what the message leaves open stays (ICU MessageFormat: arguments, plurals, `#`). */
export function pseudo(message: string): string {
  return `${OPEN}${accented(message)}${CLOSE}`;
}

/** Text of ICU syntax, outside of arguments. */
function accented(text: string): string {
  let out = '';
  let at = 0;
  while (at < text.length) {
    const next = text.charAt(at);
    if (next !== '{') {
      out += VOWELS.get(next) ?? next;
      at += 1;
      continue;
    }
    const end = closing(text, at);
    out += argument(text.slice(at + 1, end));
    at = end + 1;
  }
  return out;
}

/** What stands between braces: a name, or a name with a choice of texts. */
function argument(inside: string): string {
  const choice = /^\s*\w+\s*,\s*(?:plural|select|selectordinal)\s*,/.exec(inside);
  if (choice === null) return `{${inside}}`;
  let out = choice[0];
  let at = choice[0].length;
  while (at < inside.length) {
    const open = inside.indexOf('{', at);
    if (open < 0) return `{${out}${inside.slice(at)}}`;
    const end = closing(inside, open);
    out += `${inside.slice(at, open)}{${accented(inside.slice(open + 1, end))}}`;
    at = end + 1;
  }
  return `{${out}}`;
}

/** Index of the brace that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  throw new Error(`a brace stays open: ${text}`);
}

interface Leaves {
  readonly [key: string]: string | Leaves;
}

function pseudoOf<T extends object>(messages: T): T {
  const entries = Object.entries(messages as Leaves).map(([key, value]) => [
    key,
    typeof value === 'string' ? pseudo(value) : pseudoOf(value),
  ]);
  return Object.fromEntries(entries) as T;
}

/** The English sentences as the pseudo-locale says them. */
export const pseudoMessages: typeof en = pseudoOf(en);

function* leavesOf(messages: Leaves): Generator<readonly [key: string, text: string]> {
  for (const [key, value] of Object.entries(messages))
    if (typeof value === 'string') yield [key, value];
    else yield* leavesOf(value);
}

const LEAVES = new Set([...leavesOf(en), ...leavesOf(wire)].map(([key, text]) => `${key}\n${text}`));
const TEXTS = new Set([...leavesOf(en)].map(([, text]) => text));
const PAIR = /([\w$]+|"(?:[^"\\\n]|\\.)+"):("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`)/g;
const DIRECTIONS = /\{en:"ltr",es:"ltr"\}/;

export interface PseudoLocale {
  /** Sentences no file held: what is scanned would be no whole language. */
  missing(): readonly string[];
}

/**
 * Has the browser read the built files with every English sentence in the pseudo-locale, and English written from right to left
 * if so asked. Nothing of it is in the product.
 */
export async function speakPseudo(context: BrowserContext, direction: 'ltr' | 'rtl'): Promise<PseudoLocale> {
  const left = new Set(LEAVES);
  await context.route(/\/_next\/static\/chunks\/[^/]+\.js$/, async (route) => {
    const response = await route.fetch();
    const said = (await response.text()).replaceAll(PAIR, (whole, key: string, literal: string) => {
      const name = key.startsWith('"') ? key.slice(1, -1) : key;
      const text = textOf(literal);
      if (text === null || !LEAVES.has(`${name}\n${text}`)) return whole;
      left.delete(`${name}\n${text}`);
      return `${key}:${JSON.stringify(pseudo(text))}`;
    });
    const body = direction === 'rtl' ? said.replace(DIRECTIONS, '{en:"rtl",es:"ltr"}') : said;
    await route.fulfill({ response, body });
  });
  // The exported page is compared with what the scripts draw first.
  await context.route(/\/(?:mail)?(?:#.*)?$/, async (route) => {
    const response = await route.fetch();
    const page = await response.text();
    const body = page.indexOf('<body');
    const said = page
      .slice(body)
      .replaceAll(/>([^<>]+)<\/(?!script)/g, (whole, text: string) =>
        TEXTS.has(text) ? whole.replace(text, pseudo(text)) : whole,
      );
    await route.fulfill({ response, body: page.slice(0, body) + said });
  });
  return { missing: () => [...left] };
}

/** What a string literal of minified JavaScript says; one with escapes of its own is no sentence of ours. */
function textOf(literal: string): string | null {
  const inner = literal.slice(1, -1).replaceAll(/\\(['`])/g, '$1');
  try {
    return JSON.parse(
      `"${literal.startsWith('"') ? inner : inner.replaceAll(/(?<!\\)"/g, '\\"')}"`,
    ) as string;
  } catch {
    return null;
  }
}
