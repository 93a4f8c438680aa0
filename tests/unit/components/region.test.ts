import { describe, expect, it } from 'vitest';
import { formatDate } from '../../../lib/i18n/format';
import { chooseLocale, regionOf } from '../../../lib/i18n/locale';

describe('the region dates are written for', () => {
  it.each([
    ['en', ['en-GB', 'en'], 'en-GB'],
    ['en', ['es-ES', 'en-AU'], 'en-AU'],
    ['es', ['en-GB'], 'es'],
    ['es', ['ES-mx'], 'ES-mx'],
    ['en', ['en-not_a_tag', 'en'], 'en'],
    ['en', [], 'en'],
  ] as const)('%s for a browser that asks for %j is %s', (locale, wanted, region) => {
    expect(regionOf(locale, wanted)).toBe(region);
  });

  it('changes how a date is written, never the language', () => {
    const date = new Date(2026, 2, 9, 15, 5).getTime();
    expect(formatDate(regionOf('en', ['en-GB']), date)).toBe('9 Mar 2026, 15:05');
    expect(chooseLocale(null, ['fr-FR', 'es-MX'])).toBe('es');
  });
});
