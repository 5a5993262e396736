import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** A home of its own for one test: nothing of the account that runs the tests is read or written. */
export interface TestHome {
  path: string;
  env: NodeJS.ProcessEnv;
  remove(): void;
}

export function createTestHome(): TestHome {
  const path = mkdtempSync(join(tmpdir(), 'orrery-cli-'));
  const { ORRERY_HUB: _hub, ORRERY_API_KEY: _key, CLAUDE_CONFIG_DIR: _claude, ...rest } = process.env;
  return {
    path,
    env: {
      ...rest,
      HOME: path,
      USERPROFILE: path,
      TMPDIR: path,
      ORRERY_DATA: join(path, 'data'),
      NO_PROXY: '127.0.0.1',
    },
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** What a command that ends by itself has printed. */
export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end. */
export async function orrery(home: TestHome, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  const started = startOrrery(home, args, env);
  const code = await started.ended;
  return { code, stdout: started.stdout(), stderr: started.stderr() };
}

/** A command that runs on. */
export interface Started {
  process: ChildProcess;
  /** Exit code; null after a signal. */
  ended: Promise<number | null>;
  stdout(): string;
  stderr(): string;
  /** The first line of either stream that fits. Rejects when the process ends before. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export function startOrrery(home: TestHome, args: string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: home.path,
    env: { ...home.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: { out: string[]; err: string[] } = { out: [], err: [] };
  const waiting = new Set<() => void>();
  const listen = (stream: NodeJS.ReadableStream, into: string[]): void => {
    createInterface({ input: stream }).on('line', (line) => {
      into.push(line);
      for (const wake of waiting) wake();
    });
  };
  listen(child.stdout, lines.out);
  listen(child.stderr, lines.err);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const text = (from: string[]): string => from.map((line) => `${line}\n`).join('');
  return {
    process: child,
    ended,
    stdout: () => text(lines.out),
    stderr: () => text(lines.err),
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          for (const line of [...lines.out, ...lines.err]) {
            const match = pattern.exec(line);
            if (match === null) continue;
            waiting.delete(look);
            resolve(match);
            return;
          }
        };
        waiting.add(look);
        void ended.then((code) => reject(new Error(`ended with ${code}: ${text(lines.err)}`)));
        look();
      }),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return await ended;
    },
  };
}

/** `orrery up` that has said that it is ready. */
export async function startHub(home: TestHome, args: string[] = []): Promise<Started & { url: string }> {
  const started = startOrrery(home, ['up', '--port', '0', '--no-open', ...args]);
  const [, url = ''] = await started.line(/^orrery ready (http:\/\/127\.0\.0\.1:\d+)$/);
  return { ...started, url };
}

/** The key that commands on this machine use. */
export function localKey(home: TestHome, dataDir: string = join(home.path, 'data')): string {
  return JSON.parse(readFileSync(join(dataDir, 'running-hub.json'), 'utf8')).apiKey;
}

/** JSON of a route. */
export async function get(url: string, key: string, path: string): Promise<unknown> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return await response.json();
}

/** Asks again until the answer fits: what is waited for arrives over sockets between processes. */
export async function until<T>(ask: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await ask();
    if (fits(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** True while a process runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Process ids of the children; Linux only. */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
