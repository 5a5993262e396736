import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BatchHeader } from '@orrery/protocol';
import type { Agent, AgentOptions, AgentStatus } from '../agent/agent-options.ts';
import { createAgent } from '../agent/create-agent.ts';
import { quickTiming } from './quick-timing.ts';
import { TestHub } from './test-hub.ts';

/** One Claude folder, one hub and agents that come and go. */
export class World {
  readonly dir: string;
  readonly root: string;
  readonly hub = new TestHub();
  readonly statuses: AgentStatus[] = [];
  #agents = new Map<Agent, Promise<void>>();
  #barriers = 0;
  #lastChangeMs = 0;

  private constructor(dir: string) {
    this.dir = dir;
    this.root = join(dir, 'claude');
    mkdirSync(join(this.root, 'projects'), { recursive: true });
    this.hub.on('change', () => {
      this.#lastChangeMs = performance.now();
    });
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
    return this.startAgentWithoutToken({ joinToken: this.hub.joinToken, ...options });
  }

  startAgentWithoutToken(options: Partial<AgentOptions> = {}): Agent {
    const agent = createAgent({
      hubUrl: this.hub.url,
      stateDir: join(this.dir, 'state'),
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

  setTimes(name: string, atMs: number): void {
    utimesSync(this.path(name), atMs / 1000, atMs / 1000);
  }

  /** Beside the Claude folder. */
  at(name: string): string {
    return join(this.dir, name);
  }

  writeAt(name: string, content: string): void {
    mkdirSync(dirname(this.at(name)), { recursive: true });
    writeFileSync(this.at(name), content);
  }

  appendAt(name: string, content: string): void {
    appendFileSync(this.at(name), content);
  }

  /** Lets the agent notice what was done so far: a later line in another file has gone all the way. */
  async barrier(): Promise<void> {
    this.#barriers += 1;
    const line = lines(1, this.#barriers);
    if (this.#barriers === 1) this.write('barrier/b.jsonl', line);
    else this.append('barrier/b.jsonl', line);
    await this.until(
      () => this.hub.stores.size > 0 && this.hubBytes('barrier/b.jsonl').toString().endsWith(line),
    );
    // A whole sweep more: in polling mode another folder may be looked at after this one.
    await new Promise((resolve) => setTimeout(resolve, quickTiming.treeSweepMaxMs));
  }

  /** Gives the agent's event loop some turns. */
  async turn(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  lastStatus(): AgentStatus {
    const status = this.statuses.at(-1);
    if (!status) throw new Error('The agent has not told its status.');
    return status;
  }

  headersOf(name: string): BatchHeader[] {
    return this.hub.headers.filter((header) => header.path === `projects/${name}`);
  }

  /** What the hub holds of a file, newest generation. */
  hubBytes(name: string, generation?: number): Buffer {
    if (this.hub.stores.size === 0) return Buffer.alloc(0);
    return this.hub.store.bytesOf(this.root, `projects/${name}`, generation);
  }

  hubGeneration(name: string): number | null {
    if (this.hub.stores.size === 0) return null;
    return this.hub.store.generationOf(this.root, `projects/${name}`);
  }

  /** Waits until the oracle holds: for every file, the hub has its bytes up to the last newline. */
  async settle(timeoutMs = 10_000): Promise<void> {
    await this.until(
      () => this.differences().length === 0,
      () => this.differences().slice(0, 5).join('; '),
      timeoutMs,
    );
  }

  /**
   * Waits for a condition; a costly one is looked at less often. It fails when nothing came to the hub for so long: how
   * fast things come is a matter of the machine, and ends with the test's own time.
   */
  async until(isTrue: () => boolean, describe: () => string = String, timeoutMs = 10_000): Promise<void> {
    const beganMs = performance.now();
    for (;;) {
      const startedMs = performance.now();
      if (isTrue()) return;
      if (startedMs - Math.max(beganMs, this.#lastChangeMs) > timeoutMs)
        throw new Error(`Still not so ${timeoutMs} ms after the last news: ${describe()}`);
      const costMs = performance.now() - startedMs;
      await new Promise((resolve) => setTimeout(resolve, 2 + 2 * costMs));
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
