import type { Page } from 'playwright-core';

/** Runs in the page, before anything else: keeps every state that each card has ever shown, in order. */
export function watchStates(): void {
  const states: Record<string, string[]> = {};
  Object.assign(window, { orreryStates: states });
  const note = (card: Element): void => {
    const id = card.getAttribute('data-session-id') ?? '';
    const state = card.getAttribute('data-state') ?? '';
    states[id] ??= [];
    if (states[id].at(-1) !== state) states[id].push(state);
  };
  const look = (): void => document.querySelectorAll('[data-testid=session-card]').forEach(note);
  // Called before the next frame is drawn: no state can be seen by a person that is not noted here.
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['data-state'],
  });
}

/** All states that the card of a session has shown since the page opened. */
export async function shownStates(page: Page, sessionId: string): Promise<string[]> {
  return await page.evaluate(
    (id) => (window as unknown as { orreryStates: Record<string, string[]> }).orreryStates[id] ?? [],
    sessionId,
  );
}
