import { countOperations } from '@orrery/transcript/test/count-operations';
import { hostileTexts } from '@orrery/transcript/test/hostile-texts';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';

import { Markdown } from './markdown.tsx';
import { MOST_CHARS_HERE, readingPlace } from './markdown-budget.ts';
import { readMarkdown, type SafeNode } from './read-markdown.ts';
import { MOST_NESTED } from './shallow-markdown.ts';

/** The most that the page itself may do for one message; a frame of a slow machine. */
const MOST_OPERATIONS = 20_000_000;

/** The longest of such texts that the page still reads itself. */
function longestHere(make: (size: number) => string): string {
  let [low, high] = [16, MOST_CHARS_HERE];
  if (readingPlace(make(high)) === 'here') return make(high);
  while (high - low > 16) {
    const middle = Math.floor((low + high) / 2);
    if (readingPlace(make(middle)) === 'here') low = middle;
    else high = middle;
  }
  return make(low);
}

/** Levels of a tree. */
function depthOf(tree: SafeNode): number {
  let deepest = 0;
  const open = [{ node: tree, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    deepest = Math.max(deepest, next.depth);
    if (!('children' in next.node)) continue;
    for (const node of next.node.children) open.push({ node, depth: next.depth + 1 });
  }
  return deepest;
}

describe.each(Object.entries(hostileTexts))('Markdown of %s', (_, make) => {
  it('[WC20] is read in bounded work where the page itself reads it', async () => {
    const text = longestHere(make);
    expect(await countOperations(() => readMarkdown(text))).toBeLessThan(MOST_OPERATIONS);
  });

  it('[WC20] is never nested too deeply to be drawn, and throws nothing', () => {
    for (const size of [1_000, 4_000]) {
      const { tree } = readMarkdown(make(size));
      // A table, its body, a row and a cell are levels of the page and not of the text; so is what holds a footnote.
      if (tree !== null) expect(depthOf(tree)).toBeLessThanOrEqual(MOST_NESTED + 8);
      expect(() => renderToStaticMarkup(createElement(Markdown, { text: make(size) }))).not.toThrow();
    }
  });
});

it('[WC20] what is nested beyond forty is text, every sign of it', () => {
  const { tree } = readMarkdown(`${'> '.repeat(60)}end`);
  expect(tree === null ? 0 : depthOf(tree)).toBeGreaterThan(MOST_NESTED);
  const shown = renderToStaticMarkup(createElement(Markdown, { text: `${'> '.repeat(60)}end` }));
  expect(shown.match(/<blockquote>/g)).toHaveLength(MOST_NESTED);
  expect(shown).toContain(`${'&gt; '.repeat(20)}end`);
});

it('[WC20] long texts and those of many marks are read beside the page, and the longest are not read', () => {
  expect(readingPlace('word '.repeat(3_000))).toBe('here');
  expect(readingPlace('word '.repeat(4_001))).toBe('worker');
  expect(readingPlace('*a '.repeat(2_000))).toBe('worker');
  expect(readingPlace('a'.repeat(500_000))).toBe('nowhere');
});
