import { API_KEY_LIFE_MS, type Role, roleSchema } from '@orrery/protocol';
import { Option } from 'commander';
import { withCredentials } from '../hub-access/credentials.ts';
import { parseLifetime } from '../terminal/parse-option.ts';
import { plainText } from '../terminal/plain-text.ts';
import { printTable } from '../terminal/print-table.ts';
import { printJson } from '../terminal/terminal.ts';
import type { AddCommand } from './command.ts';

interface CreateOptions {
  role: Role;
  name: string;
  /** Milliseconds. */
  expires: number | 'never';
  json?: true;
}

/** `orrery api-key create|list|revoke` */
export const addApiKeyCommand: AddCommand = (program, terminal) => {
  const group = program.command('api-key').description('keys for scripts and remote command lines');
  group
    .command('create')
    .description('print a new key; it is shown this once')
    .addOption(
      new Option('--role <role>', 'what it may do').choices([...roleSchema.options]).makeOptionMandatory(),
    )
    .option('--name <name>', 'what the list shows', 'key')
    .addOption(
      new Option('--expires <time>', 'how long it is good, or "never"')
        .argParser(parseLifetime)
        .default(API_KEY_LIFE_MS, '90d'),
    )
    .option('--json', 'print JSON')
    .action(async ({ role, name, expires, json }: CreateOptions) => {
      const created = await withCredentials(terminal, ({ createApiKey }) =>
        createApiKey({ role, name, expiresMs: expires === 'never' ? null : expires }),
      );
      if (json) printJson(terminal, created);
      else terminal.out(created.key);
    });
  group
    .command('list')
    .description('keys, without the keys themselves')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const keys = await withCredentials(terminal, ({ apiKeys }) => apiKeys());
      if (json) return printJson(terminal, keys);
      const rows = keys.map((key) => [
        key.id,
        plainText(key.name),
        key.role,
        new Date(key.createdAt).toISOString(),
        expiryText(key.expiresAt, Date.now()),
        key.lastUsedAt === null ? 'never' : new Date(key.lastUsedAt).toISOString(),
      ]);
      const header = ['ID', 'NAME', 'ROLE', 'CREATED', 'EXPIRES', 'LAST USED'];
      printTable(terminal, header, rows, 'There are no API keys.');
    });
  group
    .command('revoke <id>')
    .description('make a key worthless at once')
    .action(async (id: string) => {
      await withCredentials(terminal, ({ revokeApiKey }) => revokeApiKey(id));
      terminal.out(`Revoked ${id}.`);
    });
};

function expiryText(expiresAt: number | null, now: number): string {
  if (expiresAt === null) return 'never';
  const at = new Date(expiresAt).toISOString();
  return expiresAt <= now ? `ran out ${at}` : at;
}
