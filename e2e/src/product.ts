import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A running `orrery up` with its own data folder and Claude folder, as a person would start it. */
export interface Product {
  url: string;
  /** The sign-in line, when no owner exists yet. */
  setupUrl: string | null;
  /** Process of the hub; the agent is its child. */
  process: ChildProcess;
  stop(): Promise<void>;
  /** SIGKILL to the hub process only: the agent must notice by itself. */
  kill(): Promise<void>;
  stderr(): string;
}

/** A scratch folder that is removed by `remove`. */
export async function scratch(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'orrery-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The command, as `npm start` builds it, with its output in pipes. */
export function spawnOrrery(args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [join(root, 'dist/app/orrery.mjs'), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a command that ends by itself. */
export async function orrery(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawnOrrery(args, env);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

/** Starts the command and waits for its ready line; rejects with its stderr when it exits first. */
export async function startProduct(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Product> {
  const child = spawnOrrery(['up', '--port', '0', '--no-open', ...args], env);
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { url, setupUrl } = await readyLines(child, exited, () => errors);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return {
    url,
    setupUrl,
    process: child,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    stderr: () => errors,
  };
}

/** `orrery ready URL`, and the sign-in line that follows at once while there is no owner. */
async function readyLines(child: ChildProcess, exited: Promise<void>, errors: () => string) {
  if (!child.stdout) throw new Error('The child has no stdout.');
  const lines = createInterface({ input: child.stdout });
  const found = new Promise<{ url: string; setupUrl: string | null }>((resolve) => {
    let url: string | null = null;
    lines.on('line', (line) => {
      const ready = /^orrery ready (http\S+)$/.exec(line);
      const signIn = /^sign in: (http\S+)$/.exec(line);
      if (ready?.[1]) {
        url = ready[1];
        // Without a sign-in line within this time there is an owner already.
        setTimeout(() => resolve({ url: url ?? '', setupUrl: null }), 300);
      }
      if (signIn?.[1] && url) resolve({ url, setupUrl: signIn[1] });
    });
  });
  const failed = exited.then(() => {
    throw new Error(`orrery up ended before it was ready:\n${errors()}`);
  });
  return await Promise.race([found, failed]);
}
