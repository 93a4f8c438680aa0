/** What a run of octets says, as fixtures write it. */
import { parseResponse } from '../../lib/imap/responses/response';
import { Framer } from '../../lib/imap/wire/framer';
import { Reader } from '../../lib/imap/wire/reader';
import { toFixtureJson } from './imap-fixtures';

/** One JSON a response, in lines; the octets arrive in pieces of `chunk`. */
export function responseTexts(raw: Uint8Array, chunk: number): string {
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
