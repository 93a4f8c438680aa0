/**
 * Character references of HTML in text: numeric ones by the HTML standard (windows-1252 for 128-159, U+FFFD for what is no character),
 * and the named ones that mail uses. Unknown names stay as they are.
 */
export function decodeEntities(text: string): string {
  let at = text.indexOf('&');
  if (at < 0) return text;
  let decoded = '';
  let done = 0;
  for (; at >= 0; at = text.indexOf('&', at + 1)) {
    // Bounded and sticky: the longest name here has 8 letters, the longest number 7 digits.
    reference.lastIndex = at;
    const match = reference.exec(text);
    if (match === null) continue;
    const [whole, hex, decimal, name] = match;
    const character =
      name === undefined
        ? fromCode(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
        : named.get(name);
    if (character === undefined) continue;
    decoded += text.slice(done, at) + character;
    done = at + whole.length;
  }
  return decoded + text.slice(done);
}

const reference = /&(?:#[xX]([0-9A-Fa-f]{1,6});?|#(\d{1,7});?|([A-Za-z][A-Za-z0-9]{1,9});)/y;

function fromCode(code: number): string {
  if (code >= 0x80 && code < 0xa0) return windows1252.charAt(code - 0x80);
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\uFFFD';
  return String.fromCodePoint(code);
}

const windows1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

// Latin-1 letters and signs in the order of their code points from U+00A0.
const latin1Names =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot ' +
  'cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml ' +
  'Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig ' +
  'agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ' +
  'ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

const named: ReadonlyMap<string, string> = new Map<string, string>([
  ...latin1Names.split(' ').map((name, index): [string, string] => [name, String.fromCharCode(0xa0 + index)]),
  ...Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    AMP: '&',
    LT: '<',
    GT: '>',
    QUOT: '"',
    ndash: '\u2013',
    mdash: '\u2014',
    lsquo: '\u2018',
    rsquo: '\u2019',
    sbquo: '\u201a',
    ldquo: '\u201c',
    rdquo: '\u201d',
    bdquo: '\u201e',
    hellip: '\u2026',
    bull: '\u2022',
    euro: '\u20ac',
    trade: '\u2122',
    lsaquo: '\u2039',
    rsaquo: '\u203a',
    OElig: '\u0152',
    oelig: '\u0153',
    Scaron: '\u0160',
    scaron: '\u0161',
    Yuml: '\u0178',
    zwnj: '\u200c',
    zwj: '\u200d',
    ensp: '\u2002',
    emsp: '\u2003',
    thinsp: '\u2009',
    lrm: '\u200e',
    rlm: '\u200f',
    larr: '\u2190',
    uarr: '\u2191',
    rarr: '\u2192',
    darr: '\u2193',
    check: '\u2713',
    hearts: '\u2665',
    minus: '\u2212',
    dagger: '\u2020',
    permil: '\u2030',
  }),
]);
