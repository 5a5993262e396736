import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './process.mjs';

/** SHA-256 over the contents of files (paths from the checkout). */
export function hashFiles(paths) {
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}

/** Files below folders (paths from the checkout), sorted; build output, tests and packages are left out. */
export function sourceFiles(folders) {
  const found = [];
  const visit = (path) => {
    if (!statSync(join(root, path)).isDirectory()) {
      found.push(path);
      return;
    }
    for (const name of readdirSync(join(root, path))) {
      if (['dist', 'node_modules', 'test', 'fixtures'].includes(name) || name.includes('.test.')) continue;
      visit(`${path}/${name}`);
    }
  };
  for (const folder of folders) visit(folder);
  return found.sort();
}
