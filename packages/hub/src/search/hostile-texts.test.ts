import { createMatcher, createSnippet, parseQuery, planGrams } from '@orrery/search';
import { countOperations } from '@orrery/transcript/test/count-operations';
import { hostileTexts } from '@orrery/transcript/test/hostile-texts';
import { expect, it } from 'vitest';

/** The longest query that the route takes. */
const MOST_QUERY_CHARS = 512;

it.each(Object.entries(hostileTexts))(
  'a search for %s, in such a text, costs what its length does',
  async (_, make) => {
    const query = `a ${make(MOST_QUERY_CHARS).slice(0, MOST_QUERY_CHARS - 2)}`;
    const text = new TextEncoder().encode(make(100_000));
    const operations = await countOperations(() => {
      const matcher = createMatcher(parseQuery(query));
      for (const needle of matcher.required) planGrams(needle);
      createSnippet(matcher, text, (bytes) => new TextDecoder().decode(bytes));
    });
    // Each word of the query is looked for once in the text.
    expect(operations).toBeLessThan(200_000_000);
  },
);
