import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { playTranscript } from './transcript';

/**
 * Scenarios as C:/S: text. `2C:` and `2S:` are a second session's lines. Header lines `state:` (none, in, or a mailbox
 * that is selected), `rfc:` and `personality:`. `...` in an S: line stands for any text. After every client line the server must have
 * said exactly the S: lines that follow.
 */
const fixtures = join(import.meta.dirname, '../../fixtures');
const folders = ['imap-server', 'personalities'];

const filesOf = (folder: string): string[] =>
  readdirSync(join(fixtures, folder))
    .filter((name) => name.endsWith('.imap'))
    .map((name) => `${folder}/${name}`);

describe('transcripts', () => {
  for (const file of folders.flatMap(filesOf)) {
    const source = readFileSync(join(fixtures, file), 'utf8');
    for (const step of [Infinity, 1]) {
      it(`${file}${step === 1 ? ', one octet at a time' : ''}`, () => {
        playTranscript(source, step);
      });
    }
  }
});
