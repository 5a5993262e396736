import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { CliError } from '../terminal/cli-error.ts';
import { counted } from '../terminal/counted.ts';
import { parseSize, parseWhole } from '../terminal/parse-option.ts';
import { printJson } from '../terminal/terminal.ts';
import type { AddCommand } from './command.ts';

interface Options {
  out: string;
  size: number;
  sessions: number;
  records: number;
  seed: number;
  json?: true;
}

/** `orrery bench-data`: a corpus of any size in the formats of several client versions. */
export const addBenchDataCommand: AddCommand = (program, terminal) => {
  program
    .command('bench-data')
    .description('write an invented corpus in the real format, for measurements')
    .requiredOption('--out <dir>', 'new or empty folder; use it as --claude-dir')
    .addOption(
      new Option('--size <size>', 'bytes of all transcripts together')
        .argParser(parseSize)
        .default(386_000_000, '386MB'),
    )
    .option('--sessions <n>', 'sessions', parseWhole(1, 1_000_000), 500)
    .option('--records <n>', 'lines of all transcripts together', parseWhole(1, 1_000_000_000), 200_000)
    .option('--seed <n>', 'same seed, same bytes', parseWhole(0, 4_294_967_295), 1)
    .option('--json', 'print the totals as JSON')
    .action(async (options: Options) => {
      const out = resolve(terminal.cwd, options.out);
      if (existsSync(out) && readdirSync(out).length > 0) {
        throw new CliError(
          `${out} is not empty. Choose a new folder, so that nothing of yours is mixed with it.`,
        );
      }
      const { writeCorpus } = await import('../synthetic/corpus.ts');
      const report = writeCorpus({
        out,
        sizeBytes: options.size,
        sessions: options.sessions,
        records: options.records,
        seed: options.seed,
      });
      if (options.json) printJson(terminal, report);
      else {
        const megabytes = (report.bytes / 1e6).toFixed(1);
        terminal.out(
          `${out}: ${counted(report.sessions, 'session')}, ${counted(report.files, 'file')}, ${counted(report.records, 'line')}, ${megabytes} MB`,
        );
      }
    });
};
