import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * No violation of WCAG 2.2 A and AA or of axe's best practices; mail bodies are the sender's and stay out.
 * `without`: rules that a page cannot keep by its nature; `within`: the part of the page that is looked at.
 */
export async function expectAccessible(
  page: Page,
  { without = [], within }: { readonly without?: readonly string[]; readonly within?: string } = {},
): Promise<void> {
  // Half faded in, nothing has the contrast it is meant to have.
  await page.evaluate(async () => {
    const moving = document
      .getAnimations()
      .filter(
        (one) => one.playState === 'running' && one.effect?.getComputedTiming().iterations !== Infinity,
      );
    await Promise.allSettled(moving.map(({ finished }) => finished));
  });
  // Legacy: the page alone, in the page itself. Frames are left out anyway, and opening a second page for them takes longer
  // than the scan; of what fits a rule nothing is told, so nothing is collected.
  const scan = new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'], iframes: false })
    .exclude('iframe')
    .disableRules([...without]);
  if (within !== undefined) scan.include(within);
  const { violations } = await scan.analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(' ')}\n${failureSummary}`),
  );
  expect(found).toEqual([]);
}
