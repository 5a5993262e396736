import { type SearchHit, searchPageSchema } from '@orrery/protocol';
import { type HubClient, requireHub } from '../hub-access/hub-client.ts';
import { parseWhole } from '../terminal/parse-option.ts';
import { plainText } from '../terminal/table.ts';
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
      const hits = await search(requireHub(terminal), words.join(' '), limit);
      if (json) return printJson(terminal, hits);
      for (const hit of hits) terminal.out(formatHit(hit, terminal.columns !== null));
      terminal.err(hits.length === 0 ? 'Nothing found.' : `${hits.length} found.`);
    });
};

async function search(hub: HubClient, q: string, limit: number): Promise<SearchHit[]> {
  const hits: SearchHit[] = [];
  let cursor: string | undefined;
  while (hits.length < limit) {
    const page = await hub.get('/api/search', searchPageSchema, {
      q,
      limit: Math.min(PAGE, limit - hits.length),
      cursor,
    });
    hits.push(...page.items);
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return hits;
}

function formatHit(hit: SearchHit, isTerminal: boolean): string {
  const at = hit.at === null ? '' : new Date(hit.at).toISOString().slice(0, 16).replace('T', ' ');
  // Each piece is cleaned on its own, so that only our marks can reach the terminal.
  const snippet = hit.snippet
    .map(({ text, match }) => (match && isTerminal ? `\u001b[1m${clean(text)}\u001b[0m` : clean(text)))
    .join('');
  return `${at}  ${plainText(hit.project)}  ${plainText(hit.title)}  ${hit.sessionId}#${hit.uuid}\n    ${snippet.trim()}`;
}

function clean(text: string): string {
  const edge = (isThere: boolean): string => (isThere ? ' ' : '');
  return edge(/^\s/.test(text)) + plainText(text) + edge(/\s$/.test(text) && text.trim() !== '');
}
