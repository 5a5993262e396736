import { withAccounts } from '../hub-access/accounts.ts';
import { counted } from '../terminal/counted.ts';
import { plainText } from '../terminal/plain-text.ts';
import { printTable } from '../terminal/print-table.ts';
import { printJson } from '../terminal/terminal.ts';
import type { AddCommand } from './command.ts';

/** `orrery account list|reset` */
export const addAccountCommand: AddCommand = (program, terminal) => {
  const group = program.command('account').description("people's accounts, on the hub's machine");
  group
    .command('list')
    .description('who has an account')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const people = await withAccounts(terminal, async (accounts) => accounts.people());
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
    .option('--json', 'print JSON')
    .action(async (email: string, { json }: { json?: true }) => {
      await withAccounts(terminal, async ({ resetPassword, hubUrl }) => {
        const made = await resetPassword(email);
        const url = `${hubUrl ?? ''}/reset#code=${made.code}`;
        if (json) return printJson(terminal, { ...made, url });
        terminal.err(
          `The old password of ${plainText(email)} is worthless now, and ${counted(made.ended, 'session')} ended.`,
        );
        terminal.err(
          hubUrl === null
            ? 'Start the hub and open this path there within an hour to choose a new password:'
            : 'Open this within an hour to choose a new password; it works once:',
        );
        terminal.out(url);
      });
    });
};
