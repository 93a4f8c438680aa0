/**
 * The first wall: a mail's HTML goes through DOMPurify, string in and string out, and nothing edits its output.
 * The second wall is the policy of the frame it is shown in (security.md 4.2). One instance serves reader, quote and
 * paste; it lives in a hidden mail frame, whose policy lets styles be read.
 */
import createDOMPurify, { type Config, type DOMPurify } from 'dompurify';
import { sanitiserWindow } from './mail-frame';
import { filterDeclarations, filterSheet, ruleBudget, type RuleBudget } from './style-filter';

export interface SanitiseOptions {
  /** blob: addresses of inline parts by content id. */
  readonly inlineImages: ReadonlyMap<string, string>;
  /** The reader asked for images from the internet. */
  readonly remoteImages: boolean;
}

/** What the mail said about its page as a whole, for the body element of the frame. */
export type BodyAttributes = readonly (readonly [name: string, value: string])[];

export interface SanitisedMail {
  readonly kind: 'formatted';
  readonly html: string;
  readonly body: BodyAttributes;
  /** Images that would have to be loaded from the internet and were not. */
  readonly blockedImages: number;
  /** The mail sets colours, so it is shown on light paper; one without follows the theme. */
  readonly hasColours: boolean;
}

/** Nested beyond reason: only the words of it are shown. */
export interface DeepMail {
  readonly kind: 'too-deep';
  readonly text: string;
}

const FORBID_TAGS = [
  'svg',
  'math',
  'form',
  'input',
  'button',
  'select',
  'textarea',
  'option',
  'optgroup',
  'datalist',
  'output',
  'meta',
  'link',
  'base',
  'video',
  'audio',
  'source',
  'track',
  'picture',
  'map',
  'area',
  'iframe',
  'object',
  'embed',
  'dialog',
  'template',
  'noscript',
  'noembed',
  'noframes',
  'slot',
  'portal',
  'fencedframe',
];
const FORBID_ATTR = [
  'srcset',
  'sizes',
  'background',
  'poster',
  'ping',
  'attributionsrc',
  'id',
  'name',
  'usemap',
  'ismap',
  'longdesc',
  'contenteditable',
  'autofocus',
  'tabindex',
  'accesskey',
  'popover',
  'popovertarget',
  'command',
  'commandfor',
  'is',
  'slot',
  'part',
  'xmlns',
  'action',
  'formaction',
  'autoplay',
  'download',
  'loading',
  'fetchpriority',
];

/** Deeper nesting invites parsers to disagree (security.md H13): such a mail is shown as text. */
const MAX_DEPTH = 200;
/** Words of a mail that is nested deeper (security.md P17). */
const MAX_TEXT = 200_000;
/** Cells a cell of a table may take: thousands of them, each across thousands, hold the page while it is laid out. */
const SPANS = [
  ['colspan', 100],
  ['rowspan', 500],
  ['span', 100],
] as const;
const BODY_ATTRIBUTES = ['style', 'class', 'dir', 'bgcolor', 'text'];
/** Inline images drawn (security.md P18). */
const MAX_IMAGES = 200;
/**
 * Chromium fetches subtitles and moves the base already while a document is only parsed. The frame's policy stops both,
 * loudly; as unknown elements they are dropped in silence. No wall: what is parsed is judged by DOMPurify all the same.
 */
const ACTS_WHILE_PARSED = /<(?=(?:track|base)[\s/>])/giu;
const RASTER_DATA = /^data:image\/(?:png|jpeg|gif|webp|avif);base64,[a-z0-9+/=\s]*$/iu;
const LINK_PROTOCOLS = new Set(['http:', 'https:', 'mailto:', 'tel:']);
const COLOUR_SOURCE =
  /(?:^|[\s;"'{])(?:color|background|background-color)\s*:|\sbgcolor=|<font[^>]{0,200}\scolor=/iu;

/** Without a prototype and frozen, so that a polluted Object.prototype has no say (security.md H16). */
const CONFIG: Config = Object.freeze(
  Object.assign(Object.create(null) as Config, {
    USE_PROFILES: { html: true },
    FORBID_TAGS,
    FORBID_ATTR,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOW_UNKNOWN_PROTOCOLS: false,
    FORCE_BODY: true,
    ADD_TAGS: ['style', 'center', 'font'],
    ADD_ATTR: ['target', 'bgcolor', 'align', 'valign', 'color', 'face', 'cellpadding', 'cellspacing'],
    RETURN_TRUSTED_TYPE: false,
  }),
);

interface Tools {
  readonly purify: DOMPurify;
  readonly view: Window & typeof globalThis;
}

interface Run {
  readonly options: SanitiseOptions;
  readonly view: Window & typeof globalThis;
  readonly rules: RuleBudget;
  blocked: number;
  images: number;
  body: BodyAttributes;
}

/** Hooks carry no arguments of ours, so the run in progress stands here; sanitising is synchronous. */
let run: Run | null = null;
let ready: Promise<Tools> | null = null;
/** What `ready` resolved with. */
let tools: Tools | null = null;

/** Cleans one mail. Rejects only if the mail frame cannot be loaded at all. */
export async function sanitiseMail(
  mail: string,
  options: SanitiseOptions,
): Promise<SanitisedMail | DeepMail> {
  return clean(await prepared(), mail, options);
}

/** The same at once; null while the mail frame is not loaded yet. */
export function sanitiseNow(mail: string, options: SanitiseOptions): SanitisedMail | DeepMail | null {
  return tools === null ? null : clean(tools, mail, options);
}

function clean({ purify, view }: Tools, mail: string, options: SanitiseOptions): SanitisedMail | DeepMail {
  const html = mail.replace(ACTS_WHILE_PARSED, '<x-');
  const deep = textIfTooDeep(html, view);
  if (deep !== null) return { kind: 'too-deep', text: deep };
  run = { options, view, rules: ruleBudget(), blocked: 0, images: 0, body: [] };
  try {
    const safe = purify.sanitize(html, CONFIG) as string;
    const { body, blocked } = run;
    const hasColours =
      COLOUR_SOURCE.test(safe) || body.some(([name, value]) => COLOUR_SOURCE.test(` ${name}="${value}"`));
    return { kind: 'formatted', html: safe, body, blockedImages: blocked, hasColours };
  } finally {
    run = null;
  }
}

/** Makes the frame and the instance ahead of the first mail. A failure shows when a mail is opened. */
export function warmUpSanitiser(): void {
  prepared().catch(() => undefined);
}

/** One set-up for all mails; a failed one is forgotten, so that the next mail tries again. */
function prepared(): NonNullable<typeof ready> {
  ready ??= setUp().catch((error: unknown) => {
    ready = null;
    throw error;
  });
  return ready;
}

async function setUp(): Promise<Tools> {
  const view = (await sanitiserWindow()) as Window & typeof globalThis;
  const purify = createDOMPurify(view);
  purify.addHook('afterSanitizeElements', (node) => {
    if (run !== null && node.nodeName === 'STYLE') node.textContent = sheetOf(node.textContent ?? '', run);
  });
  purify.addHook('afterSanitizeAttributes', (node) => {
    if (run !== null) cleanAttributes(node as HTMLElement, run);
  });
  tools = { purify, view };
  return tools;
}

function sheetOf(text: string, { view, rules }: Run): string {
  try {
    return filterSheet(text, view, rules);
  } catch {
    // A sheet the browser will not parse styles nothing.
    return '';
  }
}

function cleanAttributes(element: HTMLElement, current: Run): void {
  if (element.hasAttribute('style')) {
    filterDeclarations(element.style);
    if (element.style.length === 0) element.removeAttribute('style');
  }
  for (const [name, most] of SPANS) {
    const span = element.getAttribute(name);
    if (span !== null && Number.parseInt(span, 10) > most) element.setAttribute(name, `${most}`);
  }
  if (element.tagName === 'BODY') current.body = bodyAttributes(element);
  else if (element.tagName === 'A') cleanLink(element);
  else if (element.tagName === 'IMG') cleanImage(element, current);
  else {
    element.removeAttribute('href');
    element.removeAttribute('src');
  }
}

/** DOMPurify gives back what is inside the body; what the mail said of the body itself is kept apart. */
function bodyAttributes(body: HTMLElement): BodyAttributes {
  return BODY_ATTRIBUTES.flatMap((name) => {
    const value = body.getAttribute(name);
    return value === null ? [] : [[name, value] as const];
  });
}

/** Links are judged by the parsed address, without a base: a relative one would point into this app. */
function cleanLink(link: HTMLElement): void {
  link.removeAttribute('target');
  const href = link.getAttribute('href');
  if (href === null) return;
  const url = URL.canParse(href) ? new URL(href) : null;
  if (url === null || !LINK_PROTOCOLS.has(url.protocol)) {
    link.removeAttribute('href');
    return;
  }
  link.setAttribute('href', url.href);
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer nofollow');
}

function cleanImage(image: HTMLElement, current: Run): void {
  const source = (image.getAttribute('src') ?? '').trim();
  image.removeAttribute('src');
  current.images += 1;
  if (source === '' || current.images > MAX_IMAGES) return;
  if (/^cid:/iu.test(source)) {
    const blob = current.options.inlineImages.get(contentIdOf(source));
    if (blob !== undefined) image.setAttribute('src', blob);
  } else if (/^data:/iu.test(source)) {
    if (RASTER_DATA.test(source)) image.setAttribute('src', source);
  } else if (/^https?:/iu.test(source) && URL.canParse(source)) {
    if (current.options.remoteImages) image.setAttribute('src', source);
    else current.blocked += 1;
  }
}

/** The content id of a cid: address (RFC 2392), percent-decoded where it can be. */
function contentIdOf(source: string): string {
  const raw = source.slice(4);
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

/**
 * The words of a mail whose elements stand too deep in each other, null for any other mail. Measured on the tree the
 * browser makes of it: markup can be written so that counting its tags says anything.
 */
function textIfTooDeep(html: string, view: Window & typeof globalThis): string | null {
  const { body } = new view.DOMParser().parseFromString(html, 'text/html');
  const depths = new Map<Element, number>([[body, 0]]);
  // In the order of the document, so every parent comes before its children.
  for (const element of body.querySelectorAll('*')) {
    const depth = 1 + ((element.parentElement && depths.get(element.parentElement)) ?? 0);
    if (depth > MAX_DEPTH) return textOf(body, view);
    depths.set(element, depth);
  }
  return null;
}

function textOf(body: HTMLElement, view: Window & typeof globalThis): string {
  const walker = body.ownerDocument.createTreeWalker(body, view.NodeFilter.SHOW_TEXT);
  const lines: string[] = [];
  for (let left = MAX_TEXT; left > 0 && walker.nextNode() !== null;) {
    const name = walker.currentNode.parentNode?.nodeName;
    const line = (walker.currentNode.nodeValue ?? '').trim();
    if (line === '' || name === 'STYLE' || name === 'SCRIPT') continue;
    lines.push(line.slice(0, left));
    left -= line.length + 1;
  }
  return lines.join('\n');
}
