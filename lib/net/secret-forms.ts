/**
 * A secret as a server may say it back: some repeat the line they refuse. Found by what it looks like, since no grammar says
 * where it stands.
 */

/** Shorter ones are part of ordinary words: hiding them everywhere would tell what they are. */
const MIN_SECRET = 4;
const MASK = '***';

/** The secrets in the shapes they have on the wire: as they are, quoted, and in base64. Longest first. */
export function secretForms(secrets: readonly string[]): readonly string[] {
  return [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
}

function formsOf(secret: string): readonly string[] {
  if (secret.length < MIN_SECRET) return [];
  const quoted = secret.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(secret)));
  return [secret, quoted, base64];
}

/** The same shapes as a transcript writes them: printable ASCII, all other octets as `\xNN`. */
export function shownForms(secrets: readonly string[]): readonly string[] {
  return secretForms(secrets).map((form) => {
    let out = '';
    for (const octet of new TextEncoder().encode(form)) {
      out +=
        octet >= 0x20 && octet <= 0x7e
          ? String.fromCharCode(octet)
          : `\\x${octet.toString(16).padStart(2, '0')}`;
    }
    return out;
  });
}

/** `isCut`: the text may end inside a secret. */
export function hideSecrets(text: string, forms: readonly string[], isCut = false): string {
  let hidden = text;
  for (const form of forms) if (hidden.includes(form)) hidden = hidden.replaceAll(form, MASK);
  if (!isCut) return hidden;
  for (const form of forms) {
    for (let length = form.length - 1; length >= MIN_SECRET - 1; length -= 1) {
      if (hidden.endsWith(form.slice(0, length))) return hidden.slice(0, -length) + MASK;
    }
  }
  return hidden;
}
