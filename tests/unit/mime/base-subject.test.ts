import { expect, it } from 'vitest';
import { baseSubject } from '../../../lib/mime';

it.each([
  ['Tea', 'Tea'],
  ['Re: Tea', 'Tea'],
  ['RE: re:  Fwd: Tea', 'Tea'],
  ['Re[3]: Tea', 'Tea'],
  ['AW: WG: Tee', 'Tee'],
  ['[garden] Re: [garden] Tea', 'Tea'],
  ['Tea (fwd)', 'Tea'],
  ['[Fwd: Re: Tea]', 'Tea'],
  ['[draft]', '[draft]'],
  ['Regarding: tea', 'Regarding: tea'],
  ['', ''],
  ['Re:', ''],
])('%s', (subject, base) => {
  expect(baseSubject(subject)).toBe(base);
});

it('takes no longer than the subject is long', () => {
  const rounds = 20_000;
  expect(baseSubject(`${'Re: '.repeat(rounds)}Tea`)).toBe('Tea');
  expect(baseSubject(`${'['.repeat(rounds)}Tea`)).toBe(`${'['.repeat(rounds)}Tea`);
});
