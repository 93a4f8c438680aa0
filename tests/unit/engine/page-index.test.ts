/** The worker a page begins for the engine: what the engine is told when that comes to nothing. */
import { describe, expect, it } from 'vitest';
import type { ClientPlatform } from '../../../lib/engine/client-platform';
import { PageIndex } from '../../../lib/engine/page-index';
import type { PageMessage } from '../../../lib/engine/port';
import type { EngineLink } from '../../../lib/engine/port-like';

function made() {
  const told: string[] = [];
  const logged: string[] = [];
  const begun: { fail: () => void; isOver: boolean }[] = [];
  const link: EngineLink = {
    carriesPorts: true,
    post: (message: PageMessage) => {
      if (message.kind === 'index') told.push(message.port === null ? 'none' : 'a port');
    },
    close: () => undefined,
  };
  const platform = {
    log: (_level: string, text: string) => logged.push(text),
    makeIndex: (onFail: () => void) => {
      const one = { fail: onFail, isOver: false };
      begun.push(one);
      return {
        port: new MessageChannel().port1,
        end: () => {
          one.isOver = true;
        },
      };
    },
  } as unknown as ClientPlatform;
  return { told, logged, begun, link, platform, index: new PageIndex() };
}

describe('the index a page begins', () => {
  it('ends, and the engine hears that there is none, when its script cannot be loaded; one of before changes nothing', () => {
    const { index, told, begun, link, platform } = made();
    index.make(platform, link);
    begun[0]?.fail();
    expect(told).toEqual(['a port', 'none']);
    expect(begun[0]?.isOver).toBe(true);
    begun[0]?.fail();
    expect(told).toHaveLength(2);
    index.make(platform, link);
    index.make(platform, link);
    begun[1]?.fail();
    expect(told).toEqual(['a port', 'none', 'a port', 'a port']);
    expect(begun.map(({ isOver }) => isOver)).toEqual([true, true, false]);
  });

  it('is none where this page cannot begin one, and says so', () => {
    const { index, told, logged, link, platform } = made();
    const broken = {
      ...platform,
      makeIndex: () => {
        throw new Error('no workers');
      },
    };
    index.make(broken, link);
    index.make(platform, { ...link, carriesPorts: false });
    expect(told).toEqual(['none', 'none']);
    expect(logged).toEqual(['the index of words could not be begun']);
  });
});
