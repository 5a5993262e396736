import { type SessionSummary, type SessionsPage, sessionsPageSchema } from '@orrery/protocol';
import { type HubClient, requireHub } from '../hub-access/hub-client.ts';
import { parseWhole } from '../terminal/parse-option.ts';
import { plainText } from '../terminal/plain-text.ts';
import { printTable } from '../terminal/print-table.ts';
import { printJson } from '../terminal/terminal.ts';
import type { AddCommand } from './command.ts';

const PAGE = 500;

/** `orrery sessions`: the same rows as the page, newest activity first. */
export const addSessionsCommand: AddCommand = (program, terminal) => {
  program
    .command('sessions')
    .description('list sessions, newest activity first')
    .option('--limit <n>', 'at most so many', parseWhole(1, 1_000_000), 50)
    .option('--json', 'print JSON')
    .action(async ({ limit, json }: { limit: number; json?: true }) => {
      const page = await listSessions(requireHub(terminal), limit);
      if (json) return printJson(terminal, page);
      const rows = page.items.map((session) => [
        session.state + session.alerts.map((alert) => ` !${alert.kind}`).join(''),
        plainText(session.project),
        session.lastActivityAt === null
          ? ''
          : new Date(session.lastActivityAt).toISOString().slice(0, 16).replace('T', ' '),
        `$${(session.usage.costMicros / 1e6).toFixed(2)}`,
        session.id,
        plainText(session.title),
      ]);
      const header = ['STATE', 'PROJECT', 'LAST (UTC)', 'COST', 'ID', 'TITLE'];
      printTable(terminal, header, rows, 'No session has reached this hub yet.');
    });
};

/** As many pages as it takes, as one page of the API's form. */
async function listSessions(hub: HubClient, limit: number): Promise<SessionsPage> {
  const items: SessionSummary[] = [];
  let nextCursor: string | null = null;
  do {
    const query = { limit: Math.min(PAGE, limit - items.length), cursor: nextCursor ?? undefined };
    const page: SessionsPage = await hub.get('/api/sessions', sessionsPageSchema, query);
    items.push(...page.items);
    nextCursor = page.nextCursor;
  } while (nextCursor !== null && items.length < limit);
  return { items, nextCursor };
}
