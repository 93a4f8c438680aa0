import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_HTML_LENGTH, MAX_QUOTE_DEPTH, PREVIEW_LENGTH } from '../../../lib/mime/limits';
import { decodeFlowed, htmlToText, previewText } from '../../../lib/mime/text';
import { seed } from './support';

describe('htmlToText', () => {
  it.each([
    ['words and blanks', '<b>a</b>  b\n\t c<i> d</i>', 'a b c d'],
    ['inline tags do not part words', 'in<b>line</b>', 'inline'],
    ['blocks', '<div>a</div><div>b<div>c</div></div>d', 'a\nb\nc\nd'],
    ['paragraphs', '<p>a</p><p>b</p>', 'a\n\nb'],
    ['line breaks', 'a<br>b<br/><br>c', 'a\nb\n\nc'],
    ['lists', '<ul><li>a</li><li>b</ul>c', '- a\n- b\n\nc'],
    ['tables', '<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>', 'a b\nc'],
    ['quotes', 'a<blockquote>b<br>c<blockquote>d</blockquote></blockquote>e', 'a\n\n> b\n> c\n\n>> d\n\ne'],
    ['preformatted', '<pre>a\n  b</pre>', 'a\n  b'],
    [
      'entities',
      '&lt;a&gt; &amp;amp; &eacute;&#233;&#xE9; &euro;&#128; &nope; &#0;&#xD800; a&b &',
      '<a> &amp; ééé €€ &nope; \ufffd\ufffd a&b &',
    ],
    ['no-break space stays', 'a&nbsp;b', 'a\u00a0b'],
    [
      'hidden content',
      '<head><title>t</title><style>s</style></head><script>var a = "</b>";</script>x<!-- <b>c</b> -->',
      'x',
    ],
    ['end tags without regard to case', '<STYLE>a</sTyLe >b', 'b'],
    ['an end tag of another name', '<style>a</styles>b</style>c', 'c'],
    ['">" inside an attribute', '<a title="x > y" href=\'>\'>a</a>', 'a'],
    ['doctype, processing instruction, CDATA', '<!DOCTYPE html><?xml a?><![CDATA[x]]>a', 'a'],
    ['"<" in text', '1 < 2 <3 a<b>c</b>', '1 < 2 <3 ac'],
    ['a tag without an end swallows the rest', 'a<b title="', 'a'],
    ['a comment without an end swallows the rest', 'a<!-- b', 'a'],
    ['a script without an end swallows the rest', 'a<script>b', 'a'],
    ['a conditional comment', '<!--[if mso]>a<![endif]-->b', 'b'],
    ['more ends than beginnings', '</blockquote></pre></div>a', 'a'],
    ['nothing', '', ''],
  ])('%s', (_, html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it(`P17 reads ${MAX_HTML_LENGTH} characters`, () => {
    expect(htmlToText('a'.repeat(MAX_HTML_LENGTH * 10)).length).toBe(MAX_HTML_LENGTH);
  });

  it('P17 deep quotes stay narrow', () => {
    const text = htmlToText(`${'<blockquote>'.repeat(10_000)}a`);
    expect(text).toBe(`${'>'.repeat(MAX_QUOTE_DEPTH)} a`);
  });

  it('P11 text is never multiplied', () => {
    for (const piece of [
      '<',
      '<!--',
      '</',
      '<a ',
      '<a "',
      '&',
      '&#',
      '&amp',
      '<style>',
      '<style></',
      '<li>',
      '<br>',
      '<pre>',
      '</p>',
    ]) {
      const html = piece.repeat(Math.floor(MAX_HTML_LENGTH / piece.length));
      expect(htmlToText(html).length).toBeLessThanOrEqual(html.length);
    }
  });

  it('never throws, and leaves no tag of a well-formed document', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<b',
      '>',
      '"',
      "'",
      'x ',
      '&lt;',
      '<!--',
      '-->',
      '<script>',
      '</script>',
      '\n',
      '&#',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(htmlToText(pieces.join(''))).not.toMatch(/<\/?p>|<script>/);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('previewText', () => {
  it.each([
    ['folds blanks', 'Hello,\r\n\r\n  how   are\tyou?', 'Hello, how are you?'],
    [
      'drops quotes and the line announcing them',
      'Yes.\n\nOn Monday, A wrote:\n\n> Really?\n>> x\n\nBye',
      'Yes. Bye',
    ],
    ['keeps other lines that end in a colon', 'Items:\n- a', 'Items: - a'],
    ['stops at the signature', 'Hi\n-- \nA. Person', 'Hi'],
    ['drops rulers', '=====\nTitle\n-----\ntext', 'Title text'],
    ['shows quotes when there is nothing else', '> only\n>> quoted', 'only quoted'],
    ['M06 no invisible characters', '\u200b\u200c\ufeff\u202ea\u00adb', 'ab'],
    ['nothing', ' \n ', ''],
  ])('%s', (_, text, preview) => {
    expect(previewText(text)).toBe(preview);
  });

  it('cuts at the limit, never inside a character', () => {
    expect(previewText('word '.repeat(100_000)).length).toBeLessThanOrEqual(PREVIEW_LENGTH);
    expect(previewText('😀'.repeat(50), 10)).toBe('😀😀😀😀…');
    expect(previewText('abcdef', 6)).toBe('abcdef');
    expect(previewText('abcdefg', 6)).toBe('abcde…');
  });
});

describe('decodeFlowed (RFC 3676)', () => {
  it.each([
    ['4.1 paragraphs', 'one \r\ntwo\r\n\r\nthree', false, 'one two\n\nthree'],
    ['4.1 DelSp', '日 \r\n本', true, '日本'],
    ['4.3 the signature stands alone', 'a \r\n-- \r\nb', false, 'a \n-- \nb'],
    ['4.4 space-stuffing', ' From here\r\n > no quote\r\n  two', false, 'From here\n> no quote\n two'],
    ['4.5 quotes', '>> a \r\n>> b\r\n> c\r\nd', false, '>> a b\n> c\nd'],
    ['4.5 a change of depth ends the paragraph', '> a \r\n>> b', false, '> a \n>> b'],
    ['the signature of a quote', '> a \r\n> -- \r\n> b', false, '> a \n> -- \n> b'],
    ['a flowed last line', 'a ', false, 'a '],
    ['nothing', '', false, ''],
  ])('%s', (_, text, delSp, expected) => {
    expect(decodeFlowed(text, delSp)).toBe(expected);
  });
});
