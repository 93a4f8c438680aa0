import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FILE_NAME_BYTES } from '../../../lib/mime/limits';
import { decodePunycode, encodePunycode } from '../../../lib/mime/punycode';
import { displayDomain, safeDisplayText, safeFileName } from '../../../lib/mime/safe-text';
import { bytesOf, seed } from './support';

describe('safeDisplayText (M06)', () => {
  it.each([
    ['bidi embeddings and overrides', 'a\u202ab\u202bc\u202cd\u202de\u202ef', 'abcdef'],
    ['bidi isolates', 'a\u2066b\u2067c\u2068d\u2069e', 'abcde'],
    ['marks and zero width', 'a\u200bb\u200cc\u200dd\u200ee\u200ff\ufeffg', 'abcdefg'],
    ['Arabic letter mark, soft hyphen', 'a\u061cb\u00adc', 'abc'],
    ['invisible operators, fillers, tags', 'a\u2060b\u2063c\u3164d\u{e0041}e', 'abcde'],
    ['C0 and C1', 'a\u0007b\u001bc\u007fd\u0085e\u009bf', 'abcd ef'],
    ['line ends and tabs', 'a\r\nb\tc\u2028d', 'a b c d'],
    ['NUL and lone surrogates', 'a\0b\ud800c\udc00d', 'a\ufffdb\ufffdc\ufffdd'],
    ['letters of any script', 'Žö 你好 שלום 😀', 'Žö 你好 שלום 😀'],
  ])('%s', (_, raw, shown) => {
    expect(safeDisplayText(raw)).toBe(shown);
  });
});

/** Lower-case letters as tag characters. */
const tags = (letters: string): string =>
  [...letters].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');
const END = '\u{e007f}';

describe('tag characters (M06)', () => {
  it.each(['gbeng', 'gbsct', 'gbwls'])('stay in the flag %s', (place) => {
    const flag = `🏴${tags(place)}${END}`;
    expect(safeDisplayText(`Ada ${flag}${flag} x`)).toBe(`Ada ${flag}${flag} x`);
  });

  it.each([
    ['of a place without a flag of its own', `🏴${tags('usca')}${END}`],
    ['of an English flag without its end', `🏴${tags('gbeng')}`],
    ['behind another picture', `👩${tags('gbeng')}${END}`],
    ['with more behind the place', `🏴${tags('gbengsecret')}${END}`],
    ['behind something invisible', `🏴\u200b${tags('gbeng')}${END}`],
    ['of no place', `🏴${tags('x')}${END}`],
  ])('go where they are %s', (_, text) => expect(safeDisplayText(text)).toMatch(/^(?:🏴|👩)$/u));
});

describe('joiners (M06)', () => {
  it.each([
    ['a family', '👨\u200d👩\u200d👧\u200d👦'],
    ['colours of skin', '👩🏽\u200d🚀 🧑🏿\u200d🤝\u200d🧑🏻'],
    ['a flag of two pictures', '🏳\ufe0f\u200d🌈 🏴\u200d☠\ufe0f'],
    ['a profession', '👩\u200d⚕\ufe0f and 🏃🏾\u200d♂\ufe0f'],
    ['half forms of Devanagari', 'क्\u200dष क्\u200cष'],
    ['a Malayalam letter at the end of a word', 'അവന്\u200d'],
    ['Sinhala', 'ශ්\u200dරී'],
    ['Persian prefixes and plurals', 'می\u200cخواهم کتاب\u200cها'],
    ['with marks upon the letter', 'میِ\u200cخ'],
    ['a Persian letter that stands as if it joined', 'ه\u200d.ق'],
  ])('stay in %s', (_, text) => expect(safeDisplayText(text)).toBe(text));

  it.each([
    ['between letters', 'pay\u200dpal \u200cа\u200dдмин', 'paypal админ'],
    ['at either end', '\u200d👩\u200d', '👩'],
    ['between a picture and a letter', '👩\u200dadmin a\u200d👩', '👩admin a👩'],
    ['more than one of them', '👨\u200d\u200d👩 می\u200c\u200cخ', '👨👩 میخ'],
    ['the non-joiner between pictures', '👨\u200c👩', '👨👩'],
    ['behind a bidi control', '👨\u202e\u200d👩', '👨👩'],
    ['in front of one', '👨\u200d\u202e👩', '👨👩'],
    ['behind an Arabic letter that joins nothing', 'کار\u200cها', 'کارها'],
    ['in front of a letter of another script', 'می\u200cadmin', 'میadmin'],
    ['the joiner between letters that join anyway', 'می\u200dخ', 'میخ'],
    ['behind marks alone', '\u0651\u0651\u200cخ', '\u0651\u0651خ'],
    ['behind figures and signs', '1\u200d2 #\ufe0f\u200d⃣', '12 #\ufe0f⃣'],
    ['a tag or a space inside a picture', '👨\u{e0041}\u200d👩 👨\u200b\u200d👩', '👨👩 👨👩'],
  ])('go %s', (_, raw, shown) => expect(safeDisplayText(raw)).toBe(shown));

  it('are judged in linear time, and once is enough', () => {
    const hostile = '\u0651'.repeat(50_000) + '\u200c'.repeat(50_000) + '👨\u200d\ufe0f'.repeat(20_000);
    expect(safeDisplayText(hostile)).not.toMatch(/[\u200c\u200d]/u);
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('\u200c', '\u200d', 'ی', 'ر', 'ِ', 'क', '्', '👩', '🏽', '\ufe0f', 'a', '\u202e'),
          {
            maxLength: 20,
          },
        ),
        (characters) => {
          const once = safeDisplayText(characters.join(''));
          expect(safeDisplayText(once)).toBe(once);
        },
      ),
      { seed, numRuns: 1_000 },
    );
  });

  it('leave no file name with an end that is not seen', () => {
    expect(safeFileName('👨\u200d👩.png', 'part').name).toBe('👨\u200d👩.png');
    const cut = safeFileName(`${'👨\u200d👩\u200d'.repeat(60)}👧.png`, 'part').name;
    expect(cut).toMatch(/(?:👨|👩)\.png$/u);
    expect(safeFileName(cut, 'part').name).toBe(cut);
  });
});

describe('safeFileName (M07)', () => {
  it.each([
    ['report.pdf', 'report.pdf', 'pdf'],
    ['../../etc/passwd', 'passwd', ''],
    ['..\\..\\boot.ini', 'boot.ini', 'ini'],
    ['C:\\Windows\\evil.exe', 'evil.exe', 'exe'],
    ['C:evil.exe', 'evil.exe', 'exe'],
    ['/absolute.txt', 'absolute.txt', 'txt'],
    ['..', 'part', ''],
    ['.', 'part', ''],
    ['', 'part', ''],
    ['   ', 'part', ''],
    ['a/', 'part', ''],
    ['.htaccess', 'htaccess', ''],
    ['name.', 'name', ''],
    ['name.exe. . ', 'name.exe', 'exe'],
    ['CON', '_CON', ''],
    ['con.txt', '_con.txt', 'txt'],
    ['Lpt1.tar.gz', '_Lpt1.tar.gz', 'gz'],
    ['COM\u00b9', '_COM\u00b9', ''],
    ['AUX .txt', '_AUX .txt', 'txt'],
    ['console.log', 'console.log', 'log'],
    ['a<b>c:d"e|f?g*h.txt', 'a_b_c_d_e_f_g_h.txt', 'txt'],
    ['file.txt:stream', 'file.txt_stream', 'txt_stream'],
    ['evil\0.exe', 'evil_.exe', 'exe'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe', 'exe'],
    ['invoice.pdf\u200b.exe', 'invoice.pdf.exe', 'exe'],
    ['invoice.pdf                                .exe', 'invoice.pdf .exe', 'exe'],
    ['invoice.pdf\u2800\u2800\u3000.exe', 'invoice.pdf .exe', 'exe'],
    ['a\u2215b\uff0fc.txt', 'a_b_c.txt', 'txt'],
    ['a\r\nb.txt', 'a b.txt', 'txt'],
    ['Rapport d\u2019été.PDF', 'Rapport d\u2019été.PDF', 'pdf'],
    ['e\u0301.txt', '\u00e9.txt', 'txt'],
    ['archive.tar.gz', 'archive.tar.gz', 'gz'],
    ['no extension. because text', 'no extension. because text', ''],
    ['???', 'part', ''],
    ['__proto__', '__proto__', ''],
    ['desktop.{645FF040-5081-101B-9F08-00AA002F954E}', 'desktop.{645FF040-5081-101B-9F08-00AA002F954E}', ''],
  ])('%j is %j', (raw, name, extension) => {
    expect(safeFileName(raw, 'part')).toEqual({ name, extension });
  });

  it('uses the fallback without a name', () => {
    expect(safeFileName(undefined, 'message.eml')).toEqual({ name: 'message.eml', extension: 'eml' });
  });

  it('keeps the extension of a 10 kB name', () => {
    const { name, extension } = safeFileName(`${'é'.repeat(5_000)}.pdf`, 'part');
    expect(extension).toBe('pdf');
    expect(name).toMatch(/^é+\.pdf$/);
    expect(bytesOf(name).length).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES);
  });

  it('is safe for any name, and stable', { tags: ['deep'] }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (raw) => {
        const { name } = safeFileName(raw, 'part');
        expect(name).not.toMatch(/[/\\<>:"|?*\p{Cc}\u202a-\u202e\u2066-\u2069]|^[. ]|[. ]$/u);
        expect(bytesOf(name).length).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES + 1);
        expect(safeFileName(name, 'part').name).toBe(name);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('displayDomain (M05)', () => {
  it.each([
    ['Example.ORG', 'example.org'],
    ['xn--mnchen-3ya.example', 'münchen.example'],
    ['münchen.example', 'münchen.example'],
    ['пример.рф', 'пример.рф'],
    ['почта.example', 'почта.example'],
    ['日本語ひらがなカタカナー.example', '日本語ひらがなカタカナー.example'],
    ['한국.example', '한국.example'],
    ['b\u00fccher\u3002example', 'bücher.example'],
    ['ｐaypal.example', 'paypal.example'],
    ['p\u0430ypal.example', 'xn--pypal-4ve.example'],
    ['xn--pypal-4ve.example', 'xn--pypal-4ve.example'],
    ['\u0430\u0440\u0440\u04cf\u0435.example', 'xn--80ak6aa92e.example'],
    ['go\u03bfgle.example', 'xn--gogle-sce.example'],
    ['i\u2764.example', 'xn--i-7iq.example'],
    ['xn--a.example', 'xn--a.example'],
    ['xn--ab-.example', 'xn--ab-.example'],
    ['xn--99999999999.example', 'xn--99999999999.example'],
    ['', ''],
    ['[192.0.2.1]', '[192.0.2.1]'],
  ])('%s is shown as %s', (domain, shown) => {
    expect(displayDomain(domain)).toBe(shown);
  });

  it('shows controls and bidi marks as Punycode', () => {
    for (const odd of ['\u202e', '\n', ' ', '\0', '\u0085', '\u200b']) {
      expect(displayDomain(`a${odd}b.example`)).toMatch(/^xn--[a-z0-9-]+\.example$/);
    }
  });

  it.each([
    ['他们为什么不说中文', 'ihqwcrb4cv8a8dqg056pqjye'],
    ['Pročprostěnemluvíčesky', 'Proprostnemluvesky-uyb24dma41a'],
    ['安室奈美恵-with-SUPER-MONKEYS', '-with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n'],
  ])('RFC 3492 section 7.1: %s', (text, encoded) => {
    expect(encodePunycode(text)).toBe(encoded);
    expect(decodePunycode(encoded)).toBe(text);
  });

  it('Punycode gives any label back', { tags: ['deep'] }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (text) => {
        expect(decodePunycode(encodePunycode(text))).toBe(text);
      }),
      { seed },
    );
  });
});
