/** Text cut into the words it is found by. */
import { describe, expect, it } from 'vitest';
import { foldText, isOneWord, wordsOf, wordsSought } from '../../../lib/mail';
import { MAX_WORD_LENGTH } from '../../../lib/mail/limits';

const words = (text: string): readonly string[] => [...wordsOf(text, 10_000, 1_000)];

describe('words', () => {
  it('are found whatever their case and accents, each once', () => {
    expect(words('Éclair, ECLAIR; Ångström straße')).toEqual(['eclair', 'angstrom', 'straße']);
    expect(foldText('Crème BRÛLÉE')).toBe('creme brulee');
  });

  it('an address falls into its parts', () => {
    expect(words('"Ana" <ana.garcia+news@mail.example.org>')).toEqual([
      'ana',
      'garcia',
      'news',
      'mail',
      'example',
      'org',
    ]);
  });

  it.each([
    ['Chinese', '会议纪要', ['会议', '议纪', '纪要', '要']],
    ['Japanese among Latin', 'Re: 東京タワー2026', ['re', '東京', '京タ', 'タワ', 'ワー', 'ー', '2026']],
    ['Korean', '안녕', ['안녕', '녕']],
    ['Thai', 'สวัสดี', ['สว', 'วส', 'สด', 'ด']],
  ])('without spaces between them (%s) are pairs of signs', (_name, text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('a stretch and a single sign of such text are among its words', () => {
    const all = words('本日の会議資料');
    for (const word of wordsSought('会議').slice(0, -1)) expect(all).toContain(word);
    expect(all.some((word) => word.startsWith('料'))).toBe(true);
  });

  it('one word is told from more', () => {
    expect(isOneWord('Invoice')).toBe(true);
    expect(isOneWord('ana@example')).toBe(false);
    expect(isOneWord('two words')).toBe(false);
    expect(isOneWord('!')).toBe(false);
    expect(isOneWord('x'.repeat(MAX_WORD_LENGTH + 1))).toBe(false);
  });

  it('hostile text costs no more than its bounds', () => {
    expect(words('a'.repeat(10_000_000))).toEqual(['a'.repeat(MAX_WORD_LENGTH)]);
    const million = Array.from({ length: 1_000_000 }, (_, i) => i.toString(36)).join(' ');
    expect(wordsOf(million, 10_000_000, 500).size).toBe(500);
    expect(wordsOf(million, 100, 500).size).toBeLessThan(60);
    // One sign that unfolds into eighteen.
    expect([...wordsOf('\ufdfa'.repeat(100_000), 1_000, 500)].join('').length).toBeLessThan(2_000);
    expect([...wordsOf('漢'.repeat(1_000_000), 1_000_000, 500)]).toEqual(['漢漢']);
    expect(words('\0\u0007a\u200eb\u202ec\ud800d')).toEqual(['a', 'b', 'c', 'd']);
  });
});
