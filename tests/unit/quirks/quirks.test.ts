/** The quirks of servers, all of them: octets to what we make of them, conversations to how they end, and the page that tells of them. */
import { describe, expect, it } from 'vitest';
import { responseTexts } from '../../support/response-texts';
import { quirksPage, readQuirks } from '../../support/quirks';
import { connectionScenarios } from './connection-scenarios';
import { folderScenarios } from './folder-scenarios';
import { liveScenarios } from './live-scenarios';
import { messageScenarios } from './message-scenarios';
import { signInScenarios } from './sign-in-scenarios';

/** Those the first list had; more may come. */
const KNOWN = 43;

const quirks = readQuirks();
const scenarios = new Map(
  [signInScenarios, folderScenarios, messageScenarios, connectionScenarios, liveScenarios].flatMap((of) =>
    Object.entries(of),
  ),
);

describe.each(quirks.map((quirk) => [`${quirk.id} ${quirk.server}`, quirk] as const))('%s', (_, quirk) => {
  it.each(quirk.cases.map((one) => [one.name, one] as const))('%s', async (name, { raw, expected }) => {
    if (expected === 'scenario') {
      const scenario = scenarios.get(`${quirk.id} ${name}`);
      if (scenario === undefined) throw new Error('nobody plays this scenario');
      await scenario(Array.from(raw, (octet) => String.fromCharCode(octet)).join(''));
      return;
    }
    expect(responseTexts(raw, raw.length)).toBe(expected);
    expect(responseTexts(raw, 1)).toBe(expected);
  });
});

it('each has its octets or its conversation, and nothing is played that no file tells of', () => {
  expect(quirks.map(({ id }) => id)).toEqual(
    Array.from({ length: Math.max(KNOWN, quirks.length) }, (_, i) => `Q${String(i + 1).padStart(2, '0')}`),
  );
  expect(quirks.filter(({ cases }) => cases.length === 0).map(({ id }) => id)).toEqual([]);
  const told = quirks.flatMap(({ id, cases }) =>
    cases.filter(({ expected }) => expected === 'scenario').map(({ name }) => `${id} ${name}`),
  );
  expect([...scenarios.keys()].sort()).toEqual([...told].sort());
});

it('docs/quirks.md says the same', async () => {
  await expect(quirksPage(quirks)).toMatchFileSnapshot('../../../docs/quirks.md');
});
