import { countOperations } from '@orrery/transcript/test/count-operations';
import { hostileTexts } from '@orrery/transcript/test/hostile-texts';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';

import { MOST_PIECE_SIGNS } from '../../format/pieces.ts';
import { AskedText } from '../detail/bar-frame.tsx';
import { CodeBlock } from './code-block.tsx';
import { Markdown } from './markdown.tsx';
import { MOST_CHARS_HERE, readingPlace } from './markdown-budget.ts';
import { PlainText } from './plain-text.tsx';
import { readMarkdown, type SafeNode } from './read-markdown.ts';
import { MOST_NESTED } from './shallow-markdown.ts';
import { RestOfInput, ToolInputView } from './tool-input-view.tsx';

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

describe.each(
  Object.entries({ ...hostileTexts, 'stars and lines': (size: number) => '*_'.repeat(size / 2) }),
)('the page drawn of %s', (_, make) => {
  it('[WC23] has no text of more than a piece, whatever draws it', () => {
    const text = make(1_000);
    const views = [
      () => createElement(Markdown, { text }),
      () =>
        createElement(Markdown, {
          text: `# ${text}\n\n|a|\n|-|\n|${text}|\n\n\`${text}\` [${text}](http://a.b)`,
        }),
      () => createElement(PlainText, { text, why: null }),
      () => createElement(CodeBlock, { code: text, language: null, title: text }),
      () => createElement(RestOfInput, { text }),
      ...['Bash', 'Write', 'Edit', 'mcp__x'].map(
        (tool) => () =>
          createElement(ToolInputView, {
            tool,
            input: {
              ...{ command: text, description: text, file_path: text, content: text },
              ...{ old_string: text, new_string: `${text}b`, rest: text },
            },
          }),
      ),
      () => createElement(AskedText, { text, isCode: false, isCommand: false }),
    ];
    for (const view of views) {
      const shown = renderToStaticMarkup(view()).replace(/&(?:amp|lt|gt|quot|#x27);/g, '_');
      const longest = Math.max(...shown.split(/<[^>]*>/).map(({ length }) => length));
      expect(longest).toBeLessThanOrEqual(MOST_PIECE_SIGNS);
    }
  });
});

it('[WC23] a paragraph of very many signs is not drawn as Markdown, nor a text that grows to that when its signs are named', () => {
  expect(readMarkdown('a '.repeat(7_000)).tree).not.toBeNull();
  expect(readMarkdown('b'.repeat(20_000)).tree).toBeNull();
  expect(readMarkdown(`- ${'\u001b'.repeat(4_000)}`).tree).toBeNull();
  expect(readingPlace('\u001b'.repeat(15_000))).toBe('nowhere');
});

it('[WC23] a long plain text shows its beginning, and says so to whoever is asked', () => {
  const shown = renderToStaticMarkup(createElement(PlainText, { text: '*_'.repeat(190_000), why: null }));
  expect(shown.length).toBeLessThan(80_000);
  expect(shown).toContain('data-unread');
  expect(shown).toContain('The first 50,000 of 380,000 characters');
});
