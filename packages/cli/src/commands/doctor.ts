import { onDataFolder } from '../hub-access/data-folder.ts';
import { CliError } from '../terminal/cli-error.ts';
import { counted } from '../terminal/counted.ts';
import { printJson } from '../terminal/terminal.ts';
import type { AddCommand } from './command.ts';

/** `orrery doctor`: what stands in the way on this machine. */
export const addDoctorCommand: AddCommand = (program, terminal) => {
  program
    .command('doctor')
    .description('look for what stands in the way on this machine')
    .option('--data <dir>', 'data folder')
    .option('--json', 'print JSON')
    .action(async ({ json, data }: { json?: true; data?: string }) => {
      const { runChecks } = await import('../doctor/run-checks.ts');
      const checks = await runChecks(onDataFolder(terminal, data));
      if (json) printJson(terminal, checks);
      else for (const { name, result, text } of checks) terminal.out(`${result.padEnd(4)}  ${name}: ${text}`);
      const failed = checks.filter(({ result }) => result === 'fail').length;
      if (failed > 0)
        throw new CliError(`${counted(failed, 'check')} failed; the lines above say what to do.`);
    });
};
