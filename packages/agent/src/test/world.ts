import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Agent, AgentOptions, AgentStatus } from '../agent/agent-options.ts';
import { createAgent } from '../agent/create-agent.ts';
import { TestHub } from './test-hub.ts';

/** Short intervals; the same code paths. */
export const quickTiming = {
  activeSweepMs: 25,
  treeSweepMinMs: 120,
  treeSweepMaxMs: 240,
  pidCheckMs: 60,
  backoffMinMs: 10,
  backoffMaxMs: 80,
  statusMs: 20,
};

/** One Claude folder, one hub and agents that come and go. */
export class World {
  readonly dir: string;
  readonly root: string;
  readonly hub = new TestHub();
  readonly statuses: AgentStatus[] = [];
  #agents = new Map<Agent, Promise<void>>();

  private constructor(dir: string) {
    this.dir = dir;
    this.root = join(dir, 'claude');
    mkdirSync(join(this.root, 'projects'), { recursive: true });
  }

  static async create(): Promise<World> {
    const world = new World(mkdtempSync(join(tmpdir(), 'orrery-agent-')));
    await world.hub.start();
    return world;
  }

  async close(): Promise<void> {
    await this.stopAgents();
    await this.hub.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** An agent that runs; a test that expects it to fail awaits `runOf`. */
  startAgent(options: Partial<AgentOptions> = {}): Agent {
    const agent = createAgent({
      hubUrl: this.hub.url,
      stateDir: join(this.dir, 'state'),
      joinToken: this.hub.joinToken,
      name: 'test machine',
      roots: [this.root],
      person: 'Ada',
      processTable: { startTimeOf: () => null, pidNamespace: null },
      onStatus: (status) => this.statuses.push(status),
      ...options,
      timing: { ...quickTiming, ...options.timing },
    });
    const run = agent.run();
    run.catch(() => undefined);
    this.#agents.set(agent, run);
    return agent;
  }

  runOf(agent: Agent): Promise<void> {
    return this.#agents.get(agent) ?? Promise.reject(new Error('This agent was not started here.'));
  }

  async stopAgents(): Promise<void> {
    for (const agent of this.#agents.keys()) await agent.close();
    this.#agents.clear();
  }

  path(name: string): string {
    return join(this.root, 'projects', name);
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
  }

  append(name: string, content: string | Uint8Array): void {
    appendFileSync(this.path(name), content);
  }

  /** What the hub holds of a file, newest generation. */
  hubBytes(name: string, generation?: number): Buffer {
    return this.hub.store.bytesOf(this.root, `projects/${name}`, generation);
  }

  hubGeneration(name: string): number | null {
    return this.hub.store.generationOf(this.root, `projects/${name}`);
  }

  /** Waits until the oracle holds: for every file, the hub has its bytes up to the last newline. */
  async settle(timeoutMs = 10_000): Promise<void> {
    await this.until(
      () => this.differences().length === 0,
      () => this.differences().join('; '),
      timeoutMs,
    );
  }

  /** Waits for a condition; looks again at whatever the hub hears, and now and then. */
  async until(isTrue: () => boolean, describe: () => string = String, timeoutMs = 10_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!isTrue()) {
      if (performance.now() > deadline) throw new Error(`Still not so after ${timeoutMs} ms: ${describe()}`);
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.hub.off('change', done);
          resolve();
        };
        const timer = setTimeout(done, 20);
        this.hub.on('change', done);
      });
    }
  }

  /** Files whose bytes in the hub are not those on disk. */
  differences(): string[] {
    const found: string[] = [];
    for (const name of listTranscripts(join(this.root, 'projects'), '')) {
      const bytes = readFileSync(this.path(name));
      const expected = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
      // Nothing complete in it: there is no byte that a new generation could begin with.
      if (expected.length === 0 || this.hub.stores.size === 0) {
        if (expected.length > 0) found.push(`${name}: no host`);
        continue;
      }
      const held = this.hubBytes(name);
      if (!held.equals(expected)) found.push(`${name}: ${held.length} of ${expected.length} bytes`);
    }
    return found;
  }
}

function listTranscripts(dir: string, prefix: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const stats = statSync(join(dir, name), { throwIfNoEntry: false });
    if (stats?.isDirectory()) return listTranscripts(join(dir, name), `${prefix}${name}/`);
    return stats?.isFile() && name.endsWith('.jsonl') ? [`${prefix}${name}`] : [];
  });
}

/** `count` lines of the shape that the client writes, each unlike any other. */
export function lines(count: number, first = 0, pad = 40): string {
  let text = '';
  for (let index = first; index < first + count; index += 1) {
    text += `${JSON.stringify({ type: 'user', uuid: `line-${index}`, text: 'x'.repeat(pad) })}\n`;
  }
  return text;
}
