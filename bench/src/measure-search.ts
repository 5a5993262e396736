import { entriesPageSchema, type SearchPage, searchPageSchema, sessionsPageSchema } from '@orrery/protocol';
import { entryText, foldAscii } from './entry-text.ts';
import { type Measurement, percentile } from './measurement.ts';
import type { Product } from './product.ts';
import type { SearchClass } from './search-classes.ts';

const ROUNDS = 3;
const GOAL_MS = 20;

/** First page of each query, as a person waits for it. */
export async function measureSearch(
  product: Product,
  classes: readonly SearchClass[],
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const { name, queries } of classes) {
    const inHub: number[] = [];
    const whole: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const query of queries) {
        const startedAt = performance.now();
        const page = await search(product, query, '');
        whole.push(performance.now() - startedAt);
        inHub.push(page.tookMs);
      }
    }
    const first = percentile(inHub.slice(0, queries.length), 0.95);
    measurements.push(
      { name: `search ${name} p50`, value: percentile(inHub, 0.5), unit: 'ms' },
      {
        name: `search ${name} p95`,
        value: percentile(inHub, 0.95),
        unit: 'ms',
        goal: { atMost: GOAL_MS },
        note: `first round ${first.toFixed(1)}, over HTTP ${percentile(whole, 0.95).toFixed(1)}`,
      },
    );
  }
  return measurements;
}

/** Compares the hits of one query a class, all pages, with a scan of every stored entry. */
export async function compareWithBruteForce(
  product: Product,
  classes: readonly SearchClass[],
): Promise<Measurement> {
  const queries = classes.flatMap(({ queries }) => queries.slice(0, 2));
  const expected = await scanEverything(product, queries);
  const wrong: string[] = [];
  for (const query of queries) {
    const found = new Set<string>();
    let cursor = '';
    for (;;) {
      const page = await search(product, query, cursor);
      for (const hit of page.items) found.add(`${hit.sessionId}/${hit.seq}`);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    const wanted = expected.get(query) ?? new Set();
    const missed = [...wanted].filter((hit) => !found.has(hit));
    const extra = [...found].filter((hit) => !wanted.has(hit));
    if (missed.length + extra.length > 0)
      wrong.push(`${query}: ${missed.length} missed, ${extra.length} extra of ${wanted.size}`);
  }
  return {
    name: 'queries that differ from brute force',
    value: wrong.length,
    unit: `of ${queries.length}`,
    goal: { atMost: 0 },
    ...(wrong.length > 0 ? { note: wrong.slice(0, 4).join('; ') } : {}),
  };
}

async function search(product: Product, query: string, cursor: string): Promise<SearchPage> {
  const parameters = new URLSearchParams({ q: query, limit: cursor === '' ? '50' : '200' });
  if (cursor !== '') parameters.set('cursor', cursor);
  return searchPageSchema.parse(await product.get(`/api/search?${parameters}`));
}

async function scanEverything(
  product: Product,
  queries: readonly string[],
): Promise<Map<string, Set<string>>> {
  const hits = new Map(queries.map((query) => [query, new Set<string>()]));
  const terms = new Map(queries.map((query) => [query, termsOf(query)]));
  for (const id of await allSessionIds(product)) {
    let after = 0;
    for (;;) {
      const page = entriesPageSchema.parse(
        await product.get(`/api/sessions/${id}/entries?after=${after}&limit=500`),
      );
      for (const entry of page.items) {
        const text = entryText(entry);
        for (const [query, wanted] of terms) {
          if (wanted.every((term) => text.includes(term))) hits.get(query)?.add(`${id}/${entry.seq}`);
        }
      }
      after = page.items.at(-1)?.seq ?? after;
      if (!page.hasAfter) break;
    }
  }
  return hits;
}

/** A quoted query is one term with its spaces, another one a term a word. */
function termsOf(query: string): string[] {
  return query.startsWith('"') ? [foldAscii(query.slice(1, -1))] : query.split(/\s+/).map(foldAscii);
}

/** Ids of every session in the archive. */
export async function allSessionIds(product: Product): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = sessionsPageSchema.parse(await product.get(`/api/sessions?limit=500${query}`));
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return ids;
}
