import { describe, expect, it } from 'vitest';
import type { BodyStructure, SinglePartBody } from '../../../lib/imap';
import { hasAttachment, partOfSection, rowFromFetch, withFlags } from '../../../lib/mail';
import { items, row } from './support';

function part(full: string, change: Partial<SinglePartBody> = {}): SinglePartBody {
  const [type = 'text', subtype = 'plain'] = full.split('/');
  return {
    kind: 'part',
    section: '1',
    type,
    subtype,
    params: [],
    id: null,
    description: null,
    encoding: '7bit',
    size: 10,
    lines: null,
    disposition: null,
    envelope: null,
    body: null,
    ...change,
  };
}

const multipart = (subtype: string, ...parts: BodyStructure[]): BodyStructure => ({
  kind: 'multipart',
  section: '',
  subtype,
  parts,
  params: [],
  disposition: null,
});

const attachment = { type: 'ATTACHMENT', params: [] };
const inline = { type: 'inline', params: [] };

describe('hasAttachment', () => {
  const cases: [string, BodyStructure, boolean][] = [
    ['plain text', part('text/plain'), false],
    ['alternative', multipart('alternative', part('text/plain'), part('text/html')), false],
    [
      'a file',
      multipart('mixed', part('text/plain'), part('application/pdf', { disposition: attachment })),
      true,
    ],
    ['a file without disposition', multipart('mixed', part('text/plain'), part('application/pdf')), true],
    [
      'a named text',
      multipart('mixed', part('text/plain'), part('text/csv', { params: [['name', 'a.csv']] })),
      true,
    ],
    ['a footer', multipart('mixed', part('text/plain'), part('text/plain', { disposition: inline })), false],
    [
      'pictures of the body',
      multipart(
        'related',
        part('text/html'),
        part('image/png', { id: '<a@example.org>', disposition: inline }),
      ),
      false,
    ],
    [
      'a photo sent inline',
      multipart('mixed', part('text/plain'), part('image/jpeg', { disposition: inline })),
      true,
    ],
    ['a signature', multipart('signed', part('text/plain'), part('application/pgp-signature')), false],
    ['a calendar alternative', multipart('alternative', part('text/plain'), part('text/calendar')), false],
    ['a bounce', multipart('report', part('text/plain'), part('message/delivery-status')), false],
    ['a forwarded message', multipart('mixed', part('text/plain'), part('message/rfc822')), true],
    ['only a file', part('application/pdf'), true],
  ];
  it.each(cases)('%s', (_, structure, expected) => {
    expect(hasAttachment(structure)).toBe(expected);
  });

  it('ends on a structure without end', () => {
    let deep: BodyStructure = part('text/plain');
    for (let i = 0; i < 5_000; i++) deep = multipart('mixed', deep);
    expect(hasAttachment(deep)).toBe(false);
    expect(partOfSection(deep, '9')).toBeUndefined();
  });
});

describe('rowFromFetch', () => {
  it('decodes and bounds what it shows', () => {
    const full = items(5, ['\\Seen', '$Forwarded', 'b', 'a']);
    const envelope = {
      ...full.envelope!,
      subject: '=?utf-8?q?Caf=C3=A9?= \u202Eexe',
      from: [{ name: '=?utf-8?q?Jos=C3=A9?=', mailbox: 'jose', host: 'example.org' }],
      to: Array.from({ length: 500 }, (_, i) => ({ name: null, mailbox: `u${i}`, host: 'example.com' })),
    };
    const made = rowFromFetch({ ...full, envelope });
    expect(made).toMatchObject({
      uid: 5,
      seen: true,
      forwarded: true,
      keywords: ['a', 'b'],
      subject: 'Café exe',
      from: [{ name: 'José', address: 'jose@example.org' }],
    });
    expect(made?.to).toHaveLength(20);
  });

  it('takes the arrival where the date is missing, broken or in the future', () => {
    const arrival = Date.UTC(2024, 4, 1);
    const at = (date: string | null): number | undefined => {
      const full = items(5);
      return rowFromFetch({ ...full, internalDate: arrival, envelope: { ...full.envelope!, date } })?.date;
    };
    expect(at(null)).toBe(arrival);
    expect(at('yesterday')).toBe(arrival);
    expect(at('Fri, 1 May 2099 10:00:00 +0000')).toBe(arrival);
    expect(at('Tue, 30 Apr 2024 10:00:00 +0200')).toBe(Date.UTC(2024, 3, 30, 8));
  });

  it('needs a UID and an envelope', () => {
    expect(rowFromFetch({ flags: [] })).toBeNull();
    expect(rowFromFetch(items(0))).toBeNull();
  });

  it('returns the same row when flags say nothing new', () => {
    const known = row(1, { seen: true, keywords: ['x'] });
    expect(withFlags(known, ['\\seen', 'x'])).toBe(known);
    expect(withFlags(known, [])).toMatchObject({ seen: false, keywords: [] });
  });
});
