import { createHash } from 'node:crypto';
import type { OriginRules } from './origin';

export type Headers = Readonly<Record<string, string>>;

export interface MailFrameKind {
  readonly remoteImages: boolean;
  /** Only our page can ask for it: no script runs in the frame. */
  readonly print: boolean;
}

export interface HeaderSets {
  /** For an exported HTML page; `scripts` are the CSP hashes of its inline scripts. */
  page(scripts: readonly string[]): Headers;
  /** For files a page loads. A worker lives under the policy of its script's response, hence no Trusted Types here. */
  readonly asset: Headers;
  mailFrame(frame: MailFrameKind): Headers;
  /** For JSON and for errors. */
  readonly data: Headers;
}

/** Features named one by one; a name that a browser does not know would raise a console error. */
const denied = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

/** Every header that protects, by kind of response (security.md 4.2, tunnel.md "HTTP surface"). */
export function createHeaderSets(rules: Pick<OriginRules, 'https' | 'secure'>): HeaderSets {
  const common: Headers = {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': denied.map((feature) => `${feature}=()`).join(', '),
    ...(rules.https ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
    // A browser answers COOP on a plain http origin with a console error.
    ...(rules.secure ? { 'Cross-Origin-Opener-Policy': 'same-origin' } : {}),
  };
  return {
    page: (scripts) => ({ ...common, 'Content-Security-Policy': pagePolicy(scripts) }),
    asset: {
      ...common,
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'",
    },
    mailFrame: (frame) => ({ ...common, 'Content-Security-Policy': mailFramePolicy(frame) }),
    data: { ...common, 'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'" },
  };
}

/**
 * CSP source expressions for every inline script of a page of our own build, in order, without repeats.
 * The scanner is no HTML parser: a script it misread would be blocked by the policy, never allowed.
 */
export function inlineScriptHashes(html: string): readonly string[] {
  const hashes = new Set<string>();
  const opening = /<script\b([^>]*)>/gi;
  for (let match = opening.exec(html); match !== null; match = opening.exec(html)) {
    const start = opening.lastIndex;
    const end = html.indexOf('</script', start);
    if (end === -1) break;
    opening.lastIndex = end;
    if (/\ssrc\s*=/i.test(match[1] ?? '')) continue;
    hashes.add(`'sha256-${createHash('sha256').update(html.slice(start, end)).digest('base64')}'`);
  }
  return [...hashes];
}

function pagePolicy(scripts: readonly string[]): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scripts].join(' '),
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default dompurify',
  ].join('; ');
}

function mailFramePolicy({ remoteImages, print }: MailFrameKind): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    remoteImages ? 'img-src data: blob: https:; upgrade-insecure-requests' : 'img-src data: blob:',
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    `sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox${print ? ' allow-modals' : ''}`,
  ].join('; ');
}
