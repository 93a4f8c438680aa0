import { describe, expect, it } from 'vitest';
import { addressOf, sizeOf } from '../../../components/faults/fault-words';
import { faultReport } from '../../../components/faults/report';
import type { AppError } from '../../../lib/mail/types';

const refused = (allowed: string): AppError => ({ code: 'bridge-origin', values: { allowed } });

describe('the address a page may have instead', () => {
  it('is the first one the bridge named', () => {
    expect(addressOf(refused('https://webmail.example.org, https://mail.example.org'))).toBe(
      'https://webmail.example.org',
    );
    expect(addressOf(refused('http://localhost:3000'))).toBe('http://localhost:3000');
  });

  it.each([
    '',
    'javascript:alert(1)',
    'https://a.example.org/path',
    'https://',
    '//example.org',
    'data:text/html,x',
  ])('is none where "%s" came from the network', (allowed) => {
    expect(addressOf(refused(allowed))).toBeNull();
  });

  it('is none where nothing was named', () => {
    expect(addressOf({ code: 'bridge-origin' })).toBeNull();
  });
});

describe('a limit', () => {
  it('is said as a size, in the figures of the region', () => {
    const error: AppError = { code: 'append-too-large', values: { limit: 26_214_400 } };
    expect(sizeOf(error, 'en-GB')).toMatch(/^2[56](?:\.\d)? MB$/u);
    expect(sizeOf({ code: 'append-too-large', values: { limit: 1_500_000 } }, 'es-ES')).toMatch(
      /^1,[45] MB$/u,
    );
  });

  it('that is no number stays as it is', () => {
    expect(sizeOf({ code: 'append-too-large', values: { limit: '25 MB' } }, 'en-GB')).toBe('25 MB');
  });
});

describe('what is copied for the administrator', () => {
  const place = {
    address: 'https://webmail.example.org/mail#a=ana&f=Private%20matters&u=7',
    browser: 'Testing 1.0',
    at: new Date('2026-03-01T10:00:00Z'),
  };

  it('names the fault, the words, the time and the page', () => {
    const error: AppError = { code: 'server-refused', serverText: 'Locked', values: { detail: 'x' } };
    expect(faultReport(error, 'The mail server refused.', place)).toBe(
      `${[
        'Tagline fault: server-refused',
        'The mail server refused.',
        'The server says: Locked',
        'detail: x',
        'page: https://webmail.example.org/mail',
        'time: 2026-03-01T10:00:00.000Z',
        'browser: Testing 1.0',
        'see: docs/faults.md#server-refused',
      ].join('\n')}\n`,
    );
  });

  it('leaves out what names a folder or a person', () => {
    const report = faultReport({ code: 'internal' }, 'Something went wrong.', place);
    expect(report).not.toContain('Private');
    expect(report).not.toContain('ana');
  });
});
