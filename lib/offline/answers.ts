/** What the service worker does with a request: the whole rule, without a browser. */

/** A file of this build that is there without a network. */
export interface KeptFile {
  /** Inside the app: begins with a slash, holds the query where it tells two files apart. */
  readonly path: string;
  /** SHA-256 of its bytes as they are served, base64. */
  readonly hash: string;
}

export interface AskedFor {
  readonly method: string;
  readonly url: string;
  /** Request.mode. */
  readonly mode: string;
}

export type Answer =
  /** Not ours to touch: the browser goes on as if there were no service worker. */
  | { readonly kind: 'leave' }
  /** The network's answer, the kept file where there is none. */
  | { readonly kind: 'fresh'; readonly path: string }
  /** The kept file: its name changes with its bytes. */
  | { readonly kind: 'kept'; readonly path: string }
  /** Said by the server at every start, so no file of the build; the last word of it stands in where there is no network. */
  | { readonly kind: 'last-word'; readonly path: string };

const LEAVE: Answer = { kind: 'leave' };
const HASHED = '/_next/static/';
/** What the server says of itself. */
export const CONFIG = '/config.json';
/** Both names of a page. */
const PAGES: ReadonlyMap<string, string> = new Map([
  ['/', '/'],
  ['/index.html', '/'],
  ['/mail', '/mail'],
  ['/mail.html', '/mail'],
]);

/**
 * `base` is where the app stands ('' or like '/mail'). Sign-in, sign-out, the tunnel and whatever has no copy here is left alone:
 * a list of what may be answered, never of what may not.
 */
export function answerTo(asked: AskedFor, origin: string, base: string, paths: ReadonlySet<string>): Answer {
  const url = new URL(asked.url);
  if (asked.method !== 'GET' || url.origin !== origin || !url.pathname.startsWith(`${base}/`)) return LEAVE;
  const name = url.pathname.slice(base.length);
  if (name === CONFIG) return { kind: 'last-word', path: CONFIG };
  if (name.startsWith(HASHED)) return { kind: 'kept', path: name };
  const path = asked.mode === 'navigate' ? (PAGES.get(name) ?? name + url.search) : name;
  return paths.has(path) ? { kind: 'fresh', path } : LEAVE;
}
