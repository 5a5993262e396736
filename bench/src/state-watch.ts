import type { Page } from 'playwright-core';

/** A card that has come to show a state, at milliseconds since the epoch. */
export interface ShownState {
  sessionId: string;
  state: string;
  at: number;
}

/** Runs in the page, before anything else: notes each state that a card comes to show. */
export function watchStates(): void {
  const shown: ShownState[] = [];
  Object.assign(window, { orreryStates: shown });
  const card = '[data-testid=session-card]';
  const note = (element: Element, at: number): void => {
    const sessionId = element.getAttribute('data-session-id');
    const state = element.getAttribute('data-state');
    if (sessionId !== null && state !== null) shown.push({ sessionId, state, at });
  };
  new MutationObserver((records) => {
    const at = performance.timeOrigin + performance.now();
    for (const { type, target, addedNodes } of records) {
      if (type === 'attributes' && target instanceof Element && target.matches(card)) note(target, at);
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        if (node.matches(card)) note(node, at);
        for (const inner of node.querySelectorAll(card)) note(inner, at);
      }
    }
  }).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['data-state'],
  });
}

/** What has been noted so far. */
export async function readShownStates(page: Page): Promise<ShownState[]> {
  return await page.evaluate(() => (window as unknown as { orreryStates: ShownState[] }).orreryStates);
}
