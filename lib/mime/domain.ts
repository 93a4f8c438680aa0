import { MAX_DOMAIN_LENGTH } from './limits';
import { decodePunycode, encodePunycode } from './punycode';

/**
 * The form of a domain to show (M05): letters where every label is of one script (or of a mix that East Asian writing needs),
 * Punycode where a label mixes scripts, imitates Latin letters or holds anything but letters, marks and digits. Lower case.
 */
export function displayDomain(domain: string): string {
  return readDomain(domain).display;
}

/** True when displayDomain shows Punycode because of what the letters are. */
export function isSuspiciousDomain(domain: string): boolean {
  return readDomain(domain).suspicious;
}

function readDomain(domain: string): { readonly display: string; readonly suspicious: boolean } {
  if (/^[A-Za-z0-9._-]*$/.test(domain) && !/xn--/i.test(domain)) {
    return { display: domain.toLowerCase().slice(0, MAX_DOMAIN_LENGTH), suspicious: false };
  }
  // As resolvers do (UTS 46): full-width letters and ideographic full stops are the plain ones. Controls and blanks are in no domain.
  const normal = domain
    .slice(0, MAX_DOMAIN_LENGTH)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\u3002\uff61]/g, '.')
    .replaceAll(/[\p{Cc}\s]/gu, '\ufffd');
  const labels = normal.split('.').map((label) => {
    const text = label.startsWith('xn--') ? decodePunycode(label.slice(4)) : label;
    return { text: text?.normalize('NFKC').toLowerCase(), given: label };
  });
  const latinTop = /^[a-z]*$/.test(labels.at(-1)?.text ?? '');
  let suspicious = false;
  const shown = labels.map(({ text, given }) => {
    if (text === undefined) return given; // not decodable: stays as it was sent, which is ASCII
    if (/^[\x21-\x7e]*$/.test(text)) {
      // "xn--" that decodes to ASCII says something else than it shows.
      if (text !== given) suspicious = true;
      return given;
    }
    if (isPlainLabel(text) && !(latinTop && imitatesLatin(text))) return text;
    suspicious = true;
    return given.startsWith('xn--') ? given : `xn--${encodePunycode(text)}`;
  });
  return { display: shown.join('.'), suspicious };
}

function isPlainLabel(text: string): boolean {
  if (!/^[\p{L}\p{M}\p{Nd}-]+$/u.test(text)) return false;
  const letters = text.replaceAll(/[0-9-]/g, '');
  return allowedMixes.some((mix) => mix.test(letters));
}

function imitatesLatin(text: string): boolean {
  return latinLookAlikes.test(text.replaceAll(/[0-9-]/g, ''));
}

// Script extensions, so that marks shared between scripts (U+30FC and its kind) count where they are used.
const allowedMixes: readonly RegExp[] = [
  /^[\p{Script=Latin}\u00b7]+$/u,
  /^[\p{Script=Latin}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]+$/u,
  /^[\p{Script=Latin}\p{scx=Han}\p{scx=Bopomofo}]+$/u,
  /^[\p{Script=Latin}\p{scx=Han}\p{scx=Hangul}]+$/u,
  ...(
    'Arabic Armenian Bengali Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Hebrew Kannada Khmer Lao ' +
    'Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan'
  )
    .split(' ')
    .map((script) => new RegExp(`^[\\p{scx=${script}}]+$`, 'u')),
];

/** Cyrillic, Greek and Armenian letters that look like Latin ones: a label of nothing else under a Latin top level is a disguise. */
const latinLookAlikes =
  /^(?:[\u0430\u0441\u0501\u0435\u04bb\u0456\u0458\u04cf\u043e\u0440\u051b\u0455\u051d\u0445\u0443\u044a\u044c\u04bd\u043f\u0433\u0475\u0461]+|[\u03b1\u03b3\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c3\u03c4\u03c5\u03c7\u03c9\u03b7\u03af\u03cc\u03ad\u03ac\u03ce]+|[\u0570\u0578\u057d\u0581\u0585\u0566\u0563\u0575]+)$/u;
