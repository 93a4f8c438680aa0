import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseResponse } from '../../../lib/imap/responses/response';
import { Framer } from '../../../lib/imap/wire/framer';
import { Reader } from '../../../lib/imap/wire/reader';
import { parseFixtures, toFixtureJson } from '../../support/imap-fixtures';

const folder = new URL('../../fixtures/imap/', import.meta.url);

function read(raw: Uint8Array, chunk: number): string {
  const framer = new Framer({
    maxLine: () => 100_000,
    literal: () => 'keep',
    maxLiteral: 100_000,
    maxResponse: 200_000,
    textLines: true,
  });
  const reader = new Reader();
  const found: string[] = [];
  for (let at = 0; at < raw.length; at += chunk) {
    framer.push(raw.subarray(at, at + chunk));
    while (framer.next()) {
      reader.load(framer);
      const response = parseResponse(reader);
      const plain = response.kind === 'untagged' && response.dropped === null ? response.event : response;
      found.push(toFixtureJson(plain));
    }
  }
  return found.join('\n');
}

for (const file of readdirSync(folder)) {
  describe(file, () => {
    for (const { name, raw, expected } of parseFixtures(readFileSync(new URL(file, folder), 'utf8'))) {
      it(name, () => {
        expect(read(raw, raw.length)).toBe(expected);
        expect(read(raw, 1)).toBe(expected);
      });
    }
  });
}
