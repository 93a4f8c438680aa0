/** Numbers of a list over many folders. */
import { describe, expect, it } from 'vitest';
import { toUid } from '../../../lib/imap/types';
import { numberIn, numbersIn, setHolds, uidsIn } from '../../../lib/mail';

const LAST = 4_294_967_295;

describe('numbers of messages of many folders', () => {
  it('are others in each folder, up to the highest UID', () => {
    const numbers = [1, 2].flatMap((folder) => [numberIn(folder, toUid(1)), numberIn(folder, toUid(LAST))]);
    expect(new Set(numbers).size).toBe(4);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  it('lead back, as sets of ranges, to the folder they are of', () => {
    const inbox = [
      [1, 5],
      [9, LAST],
    ] as const;
    const walks = [[3, 3]] as const;
    const all = [...numbersIn(1, inbox), ...numbersIn(2, walks)];
    expect(uidsIn(1, all)).toEqual(inbox);
    expect(uidsIn(2, all)).toEqual(walks);
    expect(uidsIn(3, all)).toEqual([]);
    expect(setHolds({ uidValidity: 1 as never, uids: all }, numberIn(2, toUid(3)))).toBe(true);
    expect(setHolds({ uidValidity: 1 as never, uids: all }, numberIn(2, toUid(4)))).toBe(false);
  });

  it('are cut at the borders of their folder where a range runs over it', () => {
    const over = [[numberIn(1, toUid(LAST)), numberIn(2, toUid(2))]] as const;
    expect(uidsIn(1, over)).toEqual([[LAST, LAST]]);
    expect(uidsIn(2, over)).toEqual([[1, 2]]);
  });
});
