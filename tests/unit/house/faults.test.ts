/** The table of faults against the layers that raise them, the languages, and the page for operators. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../../../lib/i18n/locale';
import { FAULTS, isAdvice, type Fault } from '../../../lib/mail';
import { closeToError, refusalToError } from '../../../lib/net/bridge-errors';
import { closeCodes, refusalCauses, tlsReasons } from '../../../lib/net/close-codes';

const root = join(import.meta.dirname, '..', '..', '..');
const codes = Object.keys(FAULTS) as (keyof typeof FAULTS)[];
const rows = Object.entries(FAULTS) as [keyof typeof FAULTS, Fault][];

/** Sources of the layers that make errors, without the table itself. */
const layers = [
  'lib/net',
  'lib/session',
  'lib/engine',
  'lib/mail',
  'lib/actions',
  'lib/query',
  'lib/store',
  'components',
]
  .flatMap((layer) =>
    readdirSync(join(root, layer), { recursive: true, encoding: 'utf8' }).map((file) => join(layer, file)),
  )
  .filter(
    (path) =>
      /\.tsx?$/.test(path) &&
      !/mail[\\/](?:faults|types)\.ts$|[\\/](?:console|gallery|faults)[\\/]/.test(path),
  )
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n');

describe('the table of faults', () => {
  it('has a row for whatever the bridge can answer', () => {
    const facts = null;
    for (const code of Object.values(closeCodes)) {
      const errors = tlsReasons.map((reason) => closeToError(code, reason, facts));
      for (const error of errors) expect(codes).toContain(error?.code);
    }
    for (const cause of refusalCauses) {
      const answer = { cause, origins: [] };
      expect(codes).toContain(refusalToError(answer, 'https://mail.example.org').code);
    }
    expect(new Set(tlsReasons.map((reason) => closeToError(4006, reason, facts)?.code)).size).toBe(
      tlsReasons.length,
    );
  });

  it('has a row for every code a layer writes down, and none that nobody raises', () => {
    const raised = [...layers.matchAll(/\bcode: '([a-z-]+)'/g)].map(([, code]) => code ?? '');
    expect(raised.length).toBeGreaterThan(50);
    const unknown = raised.filter((code) => !(codes as string[]).includes(code));
    expect(unknown).toEqual([]);
    expect(codes.filter((code) => !layers.includes(`'${code}'`))).toEqual([]);
  });

  it.each(rows)('%s: a sentence, what is safe, and a next step in every language', (code, fault) => {
    for (const { errors, faults } of Object.values(MESSAGES)) {
      expect(errors[code].length).toBeGreaterThan(10);
      expect(errors[code]).toMatch(/[.?]$/);
      expect(faults.safe[fault.safe]).toMatch(/\.$/);
      for (const step of fault.next) expect(faults.next[step].length).toBeGreaterThan(3);
    }
    expect(fault.places.length).toBeGreaterThan(0);
  });

  it.each(rows)('%s: the place it stands in can do one of its steps', (_code, { places, next }) => {
    const can: Readonly<Record<Fault['places'][number], readonly string[]>> = {
      start: ['reload', 'report'],
      'sign-in': ['retry', 'password', 'reload', 'allowed-address', 'report'],
      banner: ['retry', 'reload', 'allowed-address', 'report'],
      list: ['retry', 'other-folder', 'reload', 'report'],
      message: ['retry', 'back', 'reload', 'report'],
      toast: [],
      device: ['export', 'reload'],
      field: [],
    };
    for (const place of places) {
      if (place === 'toast' || place === 'field') continue;
      expect(next.filter((step) => can[place].includes(step) || isAdvice(step))).not.toEqual([]);
    }
  });

  it('says no sentence twice', () => {
    for (const { errors } of Object.values(MESSAGES)) {
      expect(new Set(Object.values(errors)).size).toBe(Object.keys(errors).length);
    }
  });
});

describe('docs/faults.md', () => {
  const text = readFileSync(join(root, 'docs', 'faults.md'), 'utf8');
  const sections = new Map(
    text
      .split(/^### /m)
      .slice(1)
      .map((section) => {
        const end = section.indexOf('\n');
        return [section.slice(0, end).replaceAll('`', ''), section.slice(end + 1)] as const;
      }),
  );

  it('has one section a row, in the order of the table', () => {
    expect([...sections.keys()]).toEqual(codes);
  });

  it.each(rows)(
    '%s: quotes the sentence, says where it stands, what to look for and what to do',
    (code, fault) => {
      const section = sections.get(code) ?? '';
      const { errors } = MESSAGES.en;
      expect(section).toContain(`> ${errors[code]}`);
      expect(section).toContain(`Shown: ${fault.places.join(', ')}.`);
      expect(section).toMatch(/\*\*Look\*\*/);
    },
  );
});
