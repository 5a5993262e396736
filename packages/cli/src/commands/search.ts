import { type SearchHit, type SearchPage, searchPageSchema } from '@orrery/protocol';
import { type HubClient, requireHub } from '../hub-access/hub-client.ts';
import { parseWhole } from '../terminal/parse-option.ts';
import { BOLD, PLAIN, plainText } from '../terminal/plain-text.ts';
import { printJson } from '../terminal/terminal.ts';
import type { AddCommand } from './command.ts';

const PAGE = 200;

/** `orrery search`: the same hits as the page, newest first. */
export const addSearchCommand: AddCommand = (program, terminal) => {
  program
    .command('search <query...>')
    .description('find text in every conversation: words, "phrases", parts of names, paths')
    .option('--limit <n>', 'at most so many', parseWhole(1, 100_000), 50)
    .option('--json', 'print JSON')
    .action(async (words: string[], { limit, json }: { limit: number; json?: true }) => {
      const page = await search(requireHub(terminal), words.join(' '), limit);
      if (json) return printJson(terminal, page);
      for (const hit of page.items) terminal.out(formatHit(hit, terminal.columns !== null));
      terminal.err(page.items.length === 0 ? 'Nothing found.' : `${page.items.length} found.`);
    });
};

/** As many pages as it takes, as one page of the API's form. */
async function search(hub: HubClient, q: string, limit: number): Promise<SearchPage> {
  const items: SearchHit[] = [];
  let tookMs = 0;
  let last: SearchPage;
  let cursor: string | undefined;
  do {
    last = await hub.get('/api/search', searchPageSchema, {
      q,
      limit: Math.min(PAGE, limit - items.length),
      cursor,
    });
    items.push(...last.items);
    tookMs += last.tookMs;
    cursor = last.nextCursor ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return { ...last, items, tookMs };
}

function formatHit(hit: SearchHit, isTerminal: boolean): string {
  const at = hit.at === null ? '' : new Date(hit.at).toISOString().slice(0, 16).replace('T', ' ');
  // Each piece is cleaned on its own, so that only our marks can reach the terminal.
  const snippet = hit.snippet
    .map(({ text, match }) => (match && isTerminal ? BOLD + clean(text) + PLAIN : clean(text)))
    .join('');
  return `${at}  ${plainText(hit.project)}  ${plainText(hit.title)}  ${hit.sessionId}#${hit.uuid}\n    ${snippet.trim()}`;
}

function clean(text: string): string {
  const edge = (isThere: boolean): string => (isThere ? ' ' : '');
  return edge(/^\s/.test(text)) + plainText(text) + edge(/\s$/.test(text) && text.trim() !== '');
}
