/**
 * The page's only Trusted Types policy besides DOMPurify's, installed before hydration.
 *
 * The production policy sends `require-trusted-types-for 'script'`, so every string that becomes a script address
 * (`new Worker`, `script.src`) comes through here. Only our own built files pass; anything else throws, which the
 * browser turns into a refused load. There is no `createHTML` and no `createScript` on purpose: markup enters the page
 * through React or through DOMPurify, never as a string.
 */

interface ScriptUrlPolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(input: string): string }): unknown;
}

const BUILT_FILES = `${process.env.NEXT_PUBLIC_BASE_PATH ?? ''}/_next/static/`;

function builtScriptUrl(input: string): string {
  const url = new URL(input, document.baseURI);
  if (url.origin === location.origin && url.pathname.startsWith(BUILT_FILES)) return input;
  throw new TypeError(`Script address refused: ${url.href}`);
}

const factory = (globalThis as { readonly trustedTypes?: ScriptUrlPolicyFactory }).trustedTypes;
factory?.createPolicy('default', { createScriptURL: builtScriptUrl });
