import { describe, expect, it } from 'vitest';
import { fit, type ToolbarItem } from '../../../components/ui/toolbar';

const item = (id: string, rank?: number): ToolbarItem => ({
  id,
  icon: (() => null) as unknown as ToolbarItem['icon'],
  label: id,
  ...(rank === undefined ? {} : { rank }),
  onSelect: () => undefined,
});
const ids = (items: readonly ToolbarItem[]) => items.map(({ id }) => id).join(' ');

describe('a toolbar with room for so many buttons', () => {
  const items = [item('back', 0), item('archive', 1), item('star', 3), item('older', 2)];

  it('shows all where all fit, without a menu', () => {
    expect(fit(items, 4)).toEqual({ shown: items, rest: [] });
    expect(fit(items, Number.POSITIVE_INFINITY).rest).toEqual([]);
  });

  it('gives one place to the menu and the others by rank, each in its order', () => {
    const { shown, rest } = fit(items, 3);
    expect(ids(shown)).toBe('back archive');
    expect(ids(rest)).toBe('star older');
    expect(ids(fit([item('x', 9), ...items], 4).shown)).toBe('back archive older');
  });

  it('keeps what has no rank in the menu, however wide it is', () => {
    const { shown, rest } = fit([...items, item('print')], 5);
    expect(ids(shown)).toBe('back archive star older');
    expect(ids(rest)).toBe('print');
    expect(ids(fit([...items, item('print')], 4).shown)).toBe('back archive older');
  });

  it('has nothing but the menu where there is room for nothing', () => {
    expect(ids(fit(items, 0).rest)).toBe('back archive star older');
  });
});
