import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Top folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Lowest major version of Node that runs the TypeScript sources as they are, with zstd and a sound SQLite. */
const NODE_MAJOR = 24;

/** The Node that the lock file brings; the running one when it is new enough and the lock file's is not there yet. */
export function node24() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const installed = join(root, 'node_modules', 'node', 'bin', name);
  if (existsSync(installed)) return installed;
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  throw new Error(
    `Node ${NODE_MAJOR} did not install. Run "npm install" in ${root} and look at what it says.`,
  );
}

/** Runs a command in the checkout with the terminal's output; rejects when it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`Failed (${signal ?? `exit ${code}`}): ${command} ${args.join(' ')}`));
    });
  });
}

/** Runs a command quietly; its output comes back, and is part of the error when it fails. */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`Failed (exit ${code}): ${command} ${args.join(' ')}\n${output.trim()}`));
    });
  });
}
