import { countOperations } from '@orrery/transcript/test/count-operations';
import { hostileTexts } from '@orrery/transcript/test/hostile-texts';
import { describe, expect, it } from 'vitest';
import { askedInShort } from '../features/control/asked.ts';
import { sha256 } from '../features/control/sha256.ts';
import { grammarName, languageOfPath } from '../features/conversation/languages.ts';
import { diffLines } from '../features/conversation/line-diff.ts';
import { readingPlace } from '../features/conversation/markdown-budget.ts';
import { shallowMarkdown } from '../features/conversation/shallow-markdown.ts';
import { readToolInput } from '../features/conversation/tool-input.ts';
import { layOutAgents } from '../features/detail/graph-layout.ts';
import { planOf, readQuestions } from '../features/detail/question-input.ts';
import { lastLineOf } from '../features/sessions/last-line.ts';
import { formatModel, shortName } from '../format/name.ts';
import { withTurnsNamed, withUnseenNamed } from '../format/visible-text.ts';
import { createTail } from '../gallery/tail.ts';
import { shownSessionId } from '../gallery/world.ts';
import { parsePushPayload } from '../push/push-payload.ts';
import { requestRow } from './control-rig.ts';

import { sessionRow } from './rows.ts';

/** So long that whatever looks at a sign for each other sign never comes to an end, and whatever looks once is done at once. */
const SIZE = 300_000;

describe.each(Object.entries(hostileTexts))('the page with %s', (_, make) => {
  it('[WC20] looks at each sign a few times at most', async () => {
    const text = make(SIZE);
    const request = requestRow('r', { text, tool: text, agentType: text, input: { command: text } });
    const operations = await countOperations(() => {
      readingPlace(text);
      for (const look of [
        withUnseenNamed,
        withTurnsNamed,
        shallowMarkdown,
        grammarName,
        languageOfPath,
        sha256,
      ])
        look(text);
      for (const tool of ['Bash', 'Write', 'mcp__x'])
        readToolInput(tool, { command: text, file_path: text, content: text });
      for (const kind of ['permission', 'question', 'plan'] as const) askedInShort({ ...request, kind });
      lastLineOf(sessionRow('a', { state: 'waiting', requests: [request] }));
      formatModel(text);
      shortName(text);
      readQuestions({ questions: [{ question: text }] });
      planOf({ input: { plan: text }, text });
      parsePushPayload(text);
    });
    expect(operations).toBeLessThan(60 * SIZE);
  });

  it('[WC20] compares two of such texts in bounded work', async () => {
    const text = make(20_000);
    const other = `b${text.split('\n').reverse().join('\n')}`;
    expect(await countOperations(() => diffLines(text, other))).toBeLessThan(20_000_000);
  });
});

it.each([
  ['beside each other', () => 'main'],
  ['below each other', (index: number) => (index === 0 ? 'main' : `a${index - 1}`)],
  ['in a circle', (index: number) => `a${(index + 1) % 5_000}`],
  ['of nobody', () => 'gone'],
])('[WC20] lays out thousands of agents %s in bounded work', async (_, parentOf) => {
  const [main, first] = createTail(shownSessionId, 0).agents;
  if (main === undefined || first === undefined) throw new Error('The tail is empty.');
  const agents = Array.from({ length: 5_000 }, (_each, index) => {
    const [id, parentId] = [`a${index}`, parentOf(index)];
    return { ...first, id, parentId, depth: 1, order: index + 1, state: 'working' as const };
  });
  const operations = await countOperations(() => {
    expect(layOutAgents([main, ...agents], new Set()).nodes).toHaveLength(5_001);
  });
  expect(operations).toBeLessThan(5_000_000);
});
