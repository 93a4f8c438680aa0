import { describe, expect, it } from 'vitest';
import { parseDensity, rowHeightOf } from '../../../components/messages/density';
import { clampListWidth, maxListWidth, usualListWidth } from '../../../components/shell/use-list-width';
import { matching } from '../../../components/ui/match';

describe('finding by typed words', () => {
  const entries = ['Archive', 'Papelera', 'Búsqueda', 'Projects / Garden', 'Año nuevo', 'Mark as read'].map(
    (label) => ({ label }),
  );
  const found = (typed: string) => matching(entries, typed).map(({ label }) => label);

  it('keeps everything in order while nothing is typed', () => {
    expect(matching(entries, '  ')).toBe(entries);
  });

  it('takes no notice of accents and case', () => {
    expect(found('busq')).toEqual(['Búsqueda']);
    expect(found('AÑO')).toEqual(['Año nuevo']);
    expect(found('ano')).toEqual(['Año nuevo']);
  });

  it('puts beginnings before insides, and insides before scattered letters', () => {
    const ranked = ['Mark as read', 'Bar', 'Archive', 'Go to archive'].map((label) => ({ label }));
    expect(matching(ranked, 'ar').map(({ label }) => label)).toEqual([
      'Archive',
      'Go to archive',
      'Mark as read',
      'Bar',
    ]);
    expect(matching(ranked, 'mrd').map(({ label }) => label)).toEqual(['Mark as read']);
  });

  it('wants every word, and finds by other words too', () => {
    expect(found('garden proj')).toEqual(['Projects / Garden']);
    expect(found('garden nothing')).toEqual([]);
    expect(matching([{ label: 'Garden', also: 'Projects / Garden' }], 'projects')).toHaveLength(1);
  });
});

describe('rows and panes', () => {
  it('has three densities, and room for a finger', () => {
    expect(['compact', 'cosy', 'relaxed'].map((kept) => rowHeightOf(parseDensity(kept), false))).toEqual([
      36, 52, 72,
    ]);
    expect(rowHeightOf('compact', true)).toBe(44);
    expect(parseDensity('huge')).toBe('cosy');
    expect(parseDensity(null)).toBe('cosy');
  });

  it('keeps the list between 300 and 560 px and leaves room for a message', () => {
    expect(maxListWidth(1920, 'three')).toBe(560);
    expect(maxListWidth(1100, 'three')).toBe(468);
    expect(maxListWidth(820, 'two')).toBe(364);
    expect([320, 1280, 1920].map(usualListWidth)).toEqual([380, 380, 380]);
    expect(usualListWidth(2240)).toBeCloseTo(425.6);
    expect(usualListWidth(5120)).toBe(480);
    expect(clampListWidth(100, 560)).toBe(300);
    expect(clampListWidth(900, 560)).toBe(560);
    expect(clampListWidth(412.4, 560)).toBe(412);
  });
});
