import { existsSync } from 'node:fs';
import { OrreryError } from '@orrery/protocol';
import { dataFolder, noDataFolder } from '../hub-access/data-folder.ts';
import { CliError } from '../terminal/cli-error.ts';
import { counted } from '../terminal/counted.ts';
import { printJson } from '../terminal/terminal.ts';
import type { AddCommand } from './command.ts';

/** `orrery reindex`: rebuilds everything that is derived from the raw log. */
export const addReindexCommand: AddCommand = (program, terminal) => {
  program
    .command('reindex')
    .description('rebuild sessions, entries and the search index from the stored lines; stop the hub first')
    .option('--data <dir>', 'data folder')
    .option('--json', 'print the totals as JSON')
    .action(async ({ data, json }: { data?: string; json?: true }) => {
      const dataDir = dataFolder(terminal, data);
      if (!existsSync(dataDir)) throw noDataFolder(dataDir);
      const archive = await openAlone(dataDir);
      try {
        let told = -1;
        await archive.reindex((done, total) => {
          const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
          if (percent < told + 10) return;
          told = percent;
          terminal.err(`reindex: ${percent}%`);
        });
        const stats = await archive.stats();
        if (json) printJson(terminal, stats);
        else
          terminal.out(
            [
              counted(stats.sessions, 'session'),
              counted(stats.entries, 'entry', 'entries'),
              counted(stats.files, 'file'),
            ].join(', '),
          );
      } finally {
        await archive.close();
      }
    });
};

async function openAlone(dataDir: string) {
  const { createSqliteArchive } = await import('@orrery/hub');
  try {
    return await createSqliteArchive({ dataDir });
  } catch (error) {
    if (error instanceof OrreryError && error.kind === 'conflict') {
      throw new CliError(`A hub runs on ${dataDir}. Stop it, run "orrery reindex" again, then start it.`, {
        cause: error,
      });
    }
    throw error;
  }
}
