import { existsSync } from 'node:fs';
import type { Credentials } from '@orrery/hub';
import { CliError } from '../terminal/cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { dataFolder, noDataFolder } from './data-folder.ts';
import { readHubFile } from './hub-file.ts';

/** People of this machine's hub. */
export interface AccountAccess extends Pick<Credentials, 'people' | 'resetPassword'> {
  /** Where people reach the running hub; null when none runs. */
  readonly hubUrl: string | null;
}

/**
 * Runs `work` with the accounts of the data folder, beside a running hub too, which follows within a second. Never over
 * HTTP: whoever may reset a password may read the hub's files, and no key is enough for it.
 */
export async function withAccounts<T>(
  terminal: Terminal,
  work: (access: AccountAccess) => Promise<T>,
): Promise<T> {
  if (terminal.env.ORRERY_HUB) {
    throw new CliError("Accounts are changed on the hub's own machine. Run this there, without ORRERY_HUB.");
  }
  const dataDir = dataFolder(terminal);
  if (!existsSync(dataDir)) throw noDataFolder(dataDir);
  const { openCredentials } = await import('@orrery/hub');
  const { people, resetPassword, close } = openCredentials({ dataDir });
  try {
    const running = readHubFile(dataDir);
    const hubUrl = running === null ? null : (running.publicUrl ?? running.url).replace(/\/+$/, '');
    return await work({ hubUrl, people, resetPassword });
  } finally {
    close();
  }
}
