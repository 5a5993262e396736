import { withAccounts } from '../hub-access/accounts.ts';
import { plainText } from '../terminal/plain-text.ts';
import { formatTable } from '../terminal/table.ts';
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
      if (people.length === 0)
        terminal.err('Nobody has an account yet. The hub prints a setup link when it starts.');
      const rows = people.map(({ email, name, role, createdAt, sessions }) => [
        plainText(email),
        plainText(name),
        role,
        new Date(createdAt).toISOString(),
        String(sessions),
      ]);
      if (rows.length > 0)
        terminal.out(formatTable(['EMAIL', 'NAME', 'ROLE', 'CREATED', 'SESSIONS'], rows, terminal.columns));
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
        const sessions = made.ended === 1 ? '1 session' : `${made.ended} sessions`;
        terminal.err(`The old password of ${plainText(email)} is worthless now, and ${sessions} ended.`);
        terminal.err(
          hubUrl === null
            ? 'Start the hub and open this path there within an hour to choose a new password:'
            : 'Open this within an hour to choose a new password; it works once:',
        );
        terminal.out(url);
      });
    });
};
