import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runQuietly } from './process.mjs';
import { hashFiles } from './staleness.mjs';

const stamp = join(root, 'node_modules', '.orrery-installed');

/** Installs exactly what the lock file says, when that is not what is there. Costs one hash when it is. */
export async function ensureInstalled() {
  const wanted = hashFiles(['package-lock.json']);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Installing dependencies (Node 24 among them), about a minute the first time...\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Quiet: warnings about other people's packages are not for who wants to see the product. Errors are shown in full.
  await runQuietly(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
  });
  writeFileSync(stamp, wanted);
}
