import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { MOST_BLOCK_SIGNS, MOST_PIECE_SIGNS } from '../format/pieces.ts';
import { shownSessionId } from '../gallery/world.ts';
import { openPages, type Pages } from './open-page.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
});
afterEach(() => pages.reset());
afterAll(() => pages.close());

it.each([
  ['stars and lines', '*_'.repeat(190_000)],
  ['a paragraph of stars and lines', '*_'.repeat(3_000)],
  ['backslashes', '\\'.repeat(90_000)],
  ['letters that join', 'ب'.repeat(30_000)],
  ['marks on one letter', `a${'\u0301'.repeat(30_000)}`],
  ['short lines', '*_\n'.repeat(30_000)],
])(
  '[WC23] a message of %s is laid out in pieces and blocks of bounded length, and copied as it is',
  async (_, text) => {
    const { page, hub } = await pages.open({ path: `/?session=${shownSessionId}` });
    // Not before the page has asked for the session.
    await page.getByTestId('conversation-entry').first().waitFor();
    const entries = [
      {
        ...{ seq: 900, uuid: 'bomb', kind: 'assistant' as const, role: 'assistant' as const },
        ...{ at: Date.now(), agentId: null, parentUuid: null },
        parts: [{ type: 'text' as const, text }],
      },
    ];
    hub.push('session', (id) => ({
      ...{ type: 'sessionDelta', id, from: 1, seq: 2, now: Date.now() },
      ...{ agents: [], toolCalls: [], entries },
    }));
    const shown = page.locator('[data-uuid=bomb]').last();
    await shown.waitFor();
    const found = await shown.evaluate((element) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      let piece = 0;
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
        piece = Math.max(piece, node.nodeValue?.length ?? 0);
      const blocks = [...element.querySelectorAll('.block-of-text')];
      const words = element.querySelector('[data-testid=plain-text] p, .prose p');
      if (words === null) throw new Error('The message shows no text.');
      getSelection()?.selectAllChildren(words);
      return {
        ...{ piece, copied: getSelection()?.toString() ?? '' },
        block: Math.max(0, ...blocks.map((block) => block.textContent?.length ?? 0)),
      };
    });
    expect(found.piece).toBeLessThanOrEqual(MOST_PIECE_SIGNS);
    expect(found.block).toBeLessThanOrEqual(MOST_BLOCK_SIGNS);
    const sign = text.slice(-1);
    expect(found.copied.length).toBeGreaterThan(4_000);
    if (sign !== '\u0301') expect(text.startsWith(found.copied.trimEnd())).toBe(true);
  },
);
