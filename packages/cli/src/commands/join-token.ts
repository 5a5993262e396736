import { Option } from 'commander';
import { withCredentials } from '../hub-access/credentials.ts';
import { parseDuration, parseWhole } from '../terminal/parse-option.ts';
import { plainText } from '../terminal/plain-text.ts';
import { printTable } from '../terminal/print-table.ts';
import { printJson } from '../terminal/terminal.ts';
import type { AddCommand } from './command.ts';
import { joinLine, joinWords } from './join-words.ts';

interface CreateOptions {
  uses: number;
  expires: number;
  name?: string;
  json?: true;
}

/** `orrery join-token create|list|revoke` */
export const addJoinTokenCommand: AddCommand = (program, terminal) => {
  const group = program.command('join-token').description('permissions for other machines to join');
  group
    .command('create')
    .description('print a token and the line to run on the other machine')
    .option('--uses <n>', 'machines that may join with it', parseWhole(1, 1_000), 1)
    .addOption(
      new Option('--expires <time>', 'how long it is good').argParser(parseDuration).default(3_600_000, '1h'),
    )
    .option('--name <name>', 'what the list shows')
    .option('--json', 'print JSON')
    .action(async ({ uses, expires, name, json }: CreateOptions) => {
      await withCredentials(terminal, async ({ createJoinToken, hubUrl, publicUrl }) => {
        const created = await createJoinToken({
          uses,
          expiresMs: expires,
          ...(name === undefined ? {} : { name }),
        });
        const join = { token: created.token, hubUrl: publicUrl ?? hubUrl };
        if (json) printJson(terminal, { ...created, command: joinLine(join) });
        else for (const line of joinWords(join)) terminal.out(line);
      });
    });
  group
    .command('list')
    .description('tokens, without their secrets')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const tokens = await withCredentials(terminal, ({ joinTokens }) => joinTokens());
      if (json) return printJson(terminal, tokens);
      const rows = tokens.map((token) => [
        token.id,
        plainText(token.name ?? ''),
        token.isRevoked ? 'revoked' : `${token.usesLeft} left`,
        new Date(token.expiresAt).toISOString(),
      ]);
      printTable(terminal, ['ID', 'NAME', 'USES', 'EXPIRES'], rows, 'There are no join tokens.');
    });
  group
    .command('revoke <id>')
    .description('make a token worthless; machines that joined stay')
    .action(async (id: string) => {
      await withCredentials(terminal, ({ revokeJoinToken }) => revokeJoinToken(id));
      terminal.out(`Revoked ${id}.`);
    });
};
