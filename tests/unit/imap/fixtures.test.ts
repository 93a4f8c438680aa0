import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFixtures } from '../../support/imap-fixtures';
import { responseTexts } from '../../support/response-texts';

const folder = new URL('../../fixtures/imap/', import.meta.url);

for (const file of readdirSync(folder)) {
  describe(file, () => {
    for (const { name, raw, expected } of parseFixtures(readFileSync(new URL(file, folder), 'utf8'))) {
      it(name, () => {
        expect(responseTexts(raw, raw.length)).toBe(expected);
        expect(responseTexts(raw, 1)).toBe(expected);
      });
    }
  });
}
