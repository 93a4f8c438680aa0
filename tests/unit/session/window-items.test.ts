import { describe, expect, it } from 'vitest';
import type { Link } from '../../../lib/session/link';
import { windowItems } from '../../../lib/session/tasks/fetch-window';

/** A connection to a server of these capabilities, as far as a row asks. */
const linkOf = (...capabilities: readonly string[]): Link =>
  ({ driver: { has: (name: string) => capabilities.includes(name) } }) as unknown as Link;
const base = ['uid', 'flags', 'internaldate', 'size', 'envelope', 'bodystructure'];

describe('what a row asks for to find its conversation', () => {
  it('X-GM-EXT-1', () => {
    expect(windowItems(linkOf('X-GM-EXT-1', 'CONDSTORE'))).toEqual([
      ...base,
      'x-gm-thrid',
      'modseq',
      'x-gm-msgid',
    ]);
  });

  it('OBJECTID', () => {
    expect(windowItems(linkOf('OBJECTID'))).toEqual([...base, 'threadid', 'emailid']);
  });

  it('and the one field the envelope lacks where neither is', () => {
    expect(windowItems(linkOf())).toEqual([...base, { section: 'HEADER.FIELDS (REFERENCES)', peek: true }]);
  });
});
