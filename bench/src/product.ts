import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The command as it is run: bundled where that is built, else from its sources. */
export const CLI = ['../../dist/app/orrery.mjs', '../../packages/cli/src/main.ts']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(path)) as string;

/** Which of the two was measured. */
export const PROGRAM = CLI.endsWith('.ts') ? 'sources' : 'bundle';

/** The product as a user starts it: `orrery up` in its own process. */
export interface Product {
  url: string;
  setupUrl: string | null;
  pid: number;
  /** Admin key of this run. */
  apiKey: string;
  /** Milliseconds from the start of the process to its `ready` line. */
  readyMs: number;
  get(path: string): Promise<unknown>;
  /** Text answer, for `/metrics`. */
  getText(path: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it and waits for `ready`. */
export async function startProduct(options: { dataDir: string; args: readonly string[] }): Promise<Product> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [CLI, 'up', '--port', '0', '--no-open', '--data', options.dataDir, ...options.args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const { url, setupUrl, readyMs } = await readAnnouncement(child, startedAt);
  const file: unknown = JSON.parse(readFileSync(join(options.dataDir, 'running-hub.json'), 'utf8'));
  const apiKey = String((file as { apiKey: unknown }).apiKey);
  const getText = async (path: string): Promise<string> => {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(
        `orrery up has ended (${child.signalCode ?? child.exitCode}) in the middle of the measurement.`,
      );
    }
    const response = await fetch(url + path, { headers: { authorization: `Bearer ${apiKey}` } });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text;
  };
  return {
    url,
    setupUrl,
    apiKey,
    readyMs,
    pid: child.pid ?? 0,
    getText,
    get: async (path) => JSON.parse(await getText(path)),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function readAnnouncement(child: ChildProcess, startedAt: number) {
  if (child.stdout === null) throw new Error('The output of orrery is not piped.');
  const lines = createInterface({ input: child.stdout });
  return await new Promise<{ url: string; setupUrl: string | null; readyMs: number }>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`orrery up ended with code ${code} before it was ready.`)));
    let url = '';
    let readyMs = 0;
    lines.on('line', (line) => {
      const ready = /^orrery ready (\S+)$/.exec(line);
      if (ready?.[1] !== undefined) {
        url = ready[1];
        readyMs = performance.now() - startedAt;
        // The next line comes at once or, once there is an owner, never.
        setTimeout(() => resolve({ url, setupUrl: null, readyMs }), 100).unref();
      }
      const setup = /^sign in: (\S+)$/.exec(line);
      if (setup?.[1] !== undefined) resolve({ url, setupUrl: setup[1], readyMs });
    });
  });
}
