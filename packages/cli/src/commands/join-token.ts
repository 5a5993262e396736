import { DEFAULT_GRANTS } from '@orrery/protocol';
import { withCredentials } from '../hub-access/credentials.ts';
import { parseDuration, parseWhole } from '../terminal/parse-option.ts';
import { plainText } from '../terminal/plain-text.ts';
import { formatTable } from '../terminal/table.ts';
import { printJson } from '../terminal/terminal.ts';
import type { AddCommand } from './command.ts';

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
    .option('--expires <time>', 'how long it is good', parseDuration, 3_600_000)
    .option('--name <name>', 'what the list shows')
    .option('--json', 'print JSON')
    .action(async ({ uses, expires, name, json }: CreateOptions) => {
      await withCredentials(terminal, async ({ createJoinToken, hubUrl }) => {
        const created = await createJoinToken({
          uses,
          expiresMs: expires,
          ...(name === undefined ? {} : { name }),
        });
        const hub = hubUrl ?? 'http://HUB:4680';
        const line = `ORRERY_JOIN_TOKEN=${created.token} orrery agent --hub ${hub} --allow ${DEFAULT_GRANTS.join(',')}`;
        if (json) printJson(terminal, { ...created, command: line });
        else {
          terminal.out(created.token);
          terminal.out(`On the other machine: ${line}`);
          terminal.out(
            '"--allow" names what this hub may do there; its owner can change that at any time: orrery agent allow|forbid',
          );
        }
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
      terminal.out(formatTable(['ID', 'NAME', 'USES', 'EXPIRES'], rows, terminal.columns));
    });
  group
    .command('revoke <id>')
    .description('make a token worthless; machines that joined stay')
    .action(async (id: string) => {
      await withCredentials(terminal, ({ revokeJoinToken }) => revokeJoinToken(id));
      terminal.out(`Revoked ${id}.`);
    });
};
