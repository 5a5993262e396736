import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/**
 * What axe finds wrong with a page, a line each. It looks once nothing fades in any more: a word that is half there
 * has a colour that no theme has.
 */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(untilSettled);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

/** Runs in the page. What goes on for longer (an orbit, time that runs out) is how the page looks, not how it comes in. */
async function untilSettled(): Promise<void> {
  const longestEntranceMs = 1000;
  const entering = document
    .getAnimations()
    .filter(({ effect }) => Number(effect?.getComputedTiming().endTime ?? 0) <= longestEntranceMs);
  await Promise.allSettled(entering.map(({ finished }) => finished));
}
