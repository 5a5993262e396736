import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node24, root, runQuietly } from './process.mjs';
import { hashFiles, sourceFiles } from './staleness.mjs';

const site = join(root, 'packages', 'web', 'dist', 'site');
const stamp = join(root, 'packages', 'web', 'dist', 'site.sha256');

/** Builds the page into packages/web/dist/site, when its sources changed since the last time. */
export async function buildWeb() {
  const sources = sourceFiles([
    'packages/web',
    'packages/protocol',
    'packages/transcript',
    'packages/search',
  ]);
  const wanted = hashFiles([...sources, 'package-lock.json']);
  if (existsSync(join(site, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)
    return;
  process.stderr.write('Building the page...\n');
  await runQuietly(node24(), [
    'node_modules/vite/bin/vite.js',
    'build',
    'packages/web',
    '--logLevel',
    'warn',
  ]);
  writeFileSync(stamp, wanted);
}
