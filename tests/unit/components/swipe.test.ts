import { describe, expect, it } from 'vitest';
import { directionOf, swipeState, type SwipeSides } from '../../../components/messages/swipe';

const all: SwipeSides = { archive: true, seen: true, delete: true };
const at = (dx: number, sides = all, width = 360) => swipeState(dx, width, sides);

describe('moving a row aside', () => {
  it('is a swipe only when the finger goes sideways', () => {
    expect(directionOf(6, 0)).toBeNull();
    expect(directionOf(20, 4)).toBe('swipe');
    expect(directionOf(-20, 4)).toBe('swipe');
    expect(directionOf(4, 20)).toBe('scroll');
    // Between the two it scrolls: a list is scrolled far more often.
    expect(directionOf(14, 14)).toBe('scroll');
  });

  it('to the right archives, once far enough', () => {
    expect(at(40)).toEqual({ deed: 'archive', armed: false, offset: 40 });
    expect(at(80)).toMatchObject({ deed: 'archive', armed: true });
  });

  it('to the left reads, and further on deletes', () => {
    expect(at(-40)).toMatchObject({ deed: 'seen', armed: false });
    expect(at(-100)).toMatchObject({ deed: 'seen', armed: true });
    expect(at(-180)).toMatchObject({ deed: 'delete', armed: true });
    // On a narrow row the second stage still needs a way of its own.
    expect(at(-140, all, 240)).toMatchObject({ deed: 'seen' });
    expect(at(-152, all, 240)).toMatchObject({ deed: 'delete' });
  });

  it('has nothing where the folder has nothing: the row hardly follows, and letting go does nothing', () => {
    const trash = { archive: true, seen: true, delete: false };
    expect(at(-300, trash)).toMatchObject({ deed: 'seen', armed: true });
    const fixed = { archive: false, seen: false, delete: false };
    expect(at(200, fixed)).toEqual({ deed: null, armed: false, offset: 40 });
    expect(at(-200, fixed)).toEqual({ deed: null, armed: false, offset: -40 });
  });
});
