/**
 * The page's only Trusted Types policy besides DOMPurify's, installed before hydration.
 *
 * The production policy sends `require-trusted-types-for 'script'`, so every string that becomes a script address
 * (`new Worker`, `script.src`, the service worker's) comes through here. Only our own built files pass; anything else throws, which the
 * browser turns into a refused load. There is no `createHTML` and no `createScript` on purpose: markup enters the page
 * through React or through DOMPurify, never as a string.
 */

interface ScriptUrlPolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(input: string): string }): unknown;
}

const BASE = process.env.NEXT_PUBLIC_BASE_PATH ?? '';
const BUILT_FILES = `${BASE}/_next/static/`;
const SERVICE_WORKER = `${BASE}/sw.js`;

function builtScriptUrl(input: string): string {
  const url = new URL(input, document.baseURI);
  const isBuilt = url.pathname.startsWith(BUILT_FILES) || `${url.pathname}${url.search}` === SERVICE_WORKER;
  if (url.origin === location.origin && isBuilt) return input;
  throw new TypeError(`Script address refused: ${url.href}`);
}

const factory = (globalThis as { readonly trustedTypes?: ScriptUrlPolicyFactory }).trustedTypes;
factory?.createPolicy('default', { createScriptURL: builtScriptUrl });
