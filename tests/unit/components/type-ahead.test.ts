import { describe, expect, it } from 'vitest';
import { typeAhead } from '../../../components/ui/type-ahead';

const FOLDERS = ['Inbox', 'Familia', 'Facturas', 'Ñandú', 'Sent', 'Señales', '日本'];

describe('letters typed in a list', () => {
  it.each([
    ['the next that begins so', 0, 'f', 1],
    ['the one after, when the current one begins so too', 1, 'f', 2],
    ['round the end', 4, 'i', 0],
    ['more letters may still mean the current one', 1, 'fa', 1],
    ['more letters', 1, 'fac', 2],
    ['one letter again and again goes from match to match', 1, 'ff', 2],
    ['and round', 2, 'fff', 1],
    ['capitals and accents count for nothing', 0, 'SEN', 4],
    ['accents typed, or in the name', 0, 'sé', 4],
    ['a letter with its sign', 0, 'ñ', 3],
    ['other scripts', 0, '日', 6],
    ['the current one alone', 6, '日', 6],
  ])('%s', (_, current, typed, found) => expect(typeAhead(FOLDERS, current, typed)).toBe(found));

  it('leads nowhere without a match, letters or labels', () => {
    expect(typeAhead(FOLDERS, 0, 'x')).toBeUndefined();
    expect(typeAhead(FOLDERS, 0, 'fan')).toBeUndefined();
    expect(typeAhead(FOLDERS, 0, '')).toBeUndefined();
    expect(typeAhead([], 0, 'a')).toBeUndefined();
  });
});
