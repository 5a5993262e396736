import { withAccounts } from '../hub-access/accounts.ts';
import { onDataFolder } from '../hub-access/data-folder.ts';
import { counted } from '../terminal/counted.ts';
import { plainText } from '../terminal/plain-text.ts';
import { printTable } from '../terminal/print-table.ts';
import { printJson } from '../terminal/terminal.ts';
import type { AddCommand } from './command.ts';

interface AccountOptions {
  json?: true;
  data?: string;
}

/** `orrery account list|reset` */
export const addAccountCommand: AddCommand = (program, terminal) => {
  const group = program.command('account').description("people's accounts, on the hub's machine");
  group
    .command('list')
    .description('who has an account')
    .option('--data <dir>', 'data folder')
    .option('--json', 'print JSON')
    .action(async ({ json, data }: AccountOptions) => {
      const people = await withAccounts(onDataFolder(terminal, data), async (accounts) => accounts.people());
      if (json) return printJson(terminal, people);
      const rows = people.map(({ email, name, role, createdAt, sessions }) => [
        plainText(email),
        plainText(name),
        role,
        new Date(createdAt).toISOString(),
        String(sessions),
      ]);
      const nobody = 'Nobody has an account yet. The hub prints a setup link when it starts.';
      printTable(terminal, ['EMAIL', 'NAME', 'ROLE', 'CREATED', 'SESSIONS'], rows, nobody);
    });
  group
    .command('reset <email>')
    .description('end all sessions of a person and print a code for a new password')
    .option('--data <dir>', 'data folder')
    .option('--json', 'print JSON')
    .action(async (email: string, { json, data }: AccountOptions) => {
      await withAccounts(onDataFolder(terminal, data), async ({ resetPassword, hubUrl }) => {
        const made = await resetPassword(email);
        const url = `${hubUrl ?? ''}/reset#code=${made.code}`;
        if (json) return printJson(terminal, { ...made, url });
        terminal.err(
          `The old password of ${plainText(email)} is worthless now, and ${counted(made.ended, 'session')} ended.`,
        );
        const browsers = made.untold === 1 ? '1 browser gets' : `${made.untold} browsers get`;
        if (made.untold > 0) terminal.err(`${browsers} no more notifications; turn them on there again.`);
        terminal.err(
          hubUrl === null
            ? 'Start the hub and open this path there within an hour to choose a new password:'
            : 'Open this within an hour to choose a new password; it works once:',
        );
        terminal.out(url);
      });
    });
};
