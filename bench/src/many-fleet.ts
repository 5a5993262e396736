import { mkdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { type Agent, createAgent } from '@orrery/agent';
import {
  createFileWriter,
  createManual,
  createPhraseBook,
  createRandom,
  type FileWriter,
  type Manual,
  type PhraseBook,
  type Random,
  registryFile,
  type SyntheticSession,
} from '@orrery/cli';
import { BENCH_CLIENT, createBenchSession } from './bench-session.ts';

/** First message of the parent. */
export interface FleetSetup {
  hubUrl: string;
  joinToken: string;
  folder: string;
  machines: number;
  sessionsPerMachine: number;
  /** Lines a second of each session. */
  eventsPerSecond: number;
  /** Registry changes a second, over all sessions together. */
  flipsPerSecond: number;
}

/** What the fleet tells. */
export type FleetReport = { type: 'connected' } | { type: 'counts'; lines: number; flips: number };

/** One session of the fleet, whose turn never ends. */
interface FleetSession {
  session: SyntheticSession;
  writer: FileWriter;
  step: number;
  pending: ReturnType<SyntheticSession['main']['answer']>[number] | null;
  isWaiting: boolean;
  report(status: 'busy' | 'waiting'): void;
}

/** Weaker than the hub and the browser: they are what is measured. */
const NICE = 10;
const TICK_MS = 10;
const PROC_START = '4711';

/** Many machines in one process, each with a real agent: only their processes are invented. */
async function main(): Promise<void> {
  setPriority(NICE);
  const setup = await new Promise<FleetSetup>((resolve) => process.once('message', resolve));
  const random = createRandom('many');
  const book = createPhraseBook(random, 2_000);
  const manual = createManual(random, book, 0.02);
  const sessions: FleetSession[] = [];
  const agents: Agent[] = [];
  for (let machine = 0; machine < setup.machines; machine += 1) {
    const root = join(setup.folder, `machine-${machine}`, 'claude');
    mkdirSync(join(root, 'sessions'), { recursive: true });
    const writer = createFileWriter(root);
    for (let index = 0; index < setup.sessionsPerMachine; index += 1) {
      sessions.push(createFleetSession({ writer, random, book, manual, number: sessions.length }));
    }
    writer.flush();
    agents.push(await joinFleet(setup, machine, root));
  }
  tell({ type: 'connected' });
  const counts = { lines: 0, flips: 0 };
  process.on('message', () => tell({ type: 'counts', ...counts }));
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const seconds = (performance.now() - startedAt) / 1_000;
    const dueLines = seconds * setup.eventsPerSecond * sessions.length;
    for (; counts.lines < dueLines; counts.lines += 1) {
      const one = sessions[counts.lines % sessions.length];
      if (one !== undefined) writeEvent(one, book, random);
    }
    for (; counts.flips < seconds * setup.flipsPerSecond; counts.flips += 1) {
      // A step prime to their number, so that neighbours do not change together.
      const one = sessions[(counts.flips * 37) % sessions.length];
      if (one === undefined) break;
      one.isWaiting = !one.isWaiting;
      one.report(one.isWaiting ? 'waiting' : 'busy');
    }
  }, TICK_MS);
  await new Promise<void>((resolve) => process.once('disconnect', resolve));
  clearInterval(timer);
  await Promise.all(agents.map((agent) => agent.close()));
}

function createFleetSession(options: {
  writer: FileWriter;
  random: Random;
  book: PhraseBook;
  manual: Manual;
  number: number;
}): FleetSession {
  const { writer, random, book, manual, number } = options;
  const cwd = `/home/dev/work/project-${number % 40}`;
  const session = createBenchSession({ name: `Session ${number}`, cwd, random, files: writer, manual });
  session.prompt(book.sentence(random));
  const startedAtMs = Date.now();
  const report: FleetSession['report'] = (status) => {
    const file = registryFile(BENCH_CLIENT, {
      pid: 10_000 + number,
      sessionId: session.id,
      cwd,
      startedAtMs,
      procStart: PROC_START,
      entrypoint: 'cli',
      status,
      statusSinceMs: Date.now(),
      waitingFor: status === 'waiting' ? 'permission prompt' : null,
    });
    if (file !== null) writer.replace(file.path, file.content);
  };
  report('busy');
  return { session, writer, step: number, pending: null, isWaiting: false, report };
}

/** In turn a tool call, its result, and some words: one line each. */
function writeEvent(one: FleetSession, book: PhraseBook, random: Random): void {
  const { main } = one.session;
  one.step += 1;
  if (one.pending !== null) {
    const output = book.sentence(random);
    main.finishTool(one.pending, { content: output, kept: { stdout: output, stderr: '' } });
    one.pending = null;
  } else if (one.step % 3 === 0) {
    main.answer([{ type: 'text', text: book.sentence(random) }], { stopReason: 'tool_use' });
  } else {
    const input = { command: `npm test -- part-${one.step}`, description: book.sentence(random) };
    one.pending = main.answer([{ type: 'toolUse', name: 'Bash', input }])[0] ?? null;
  }
  one.writer.flush();
}

async function joinFleet(setup: FleetSetup, machine: number, root: string): Promise<Agent> {
  return await new Promise((resolve, reject) => {
    const agent = createAgent({
      hubUrl: setup.hubUrl,
      joinToken: setup.joinToken,
      stateDir: join(setup.folder, `machine-${machine}`, 'state'),
      name: `machine-${String(machine).padStart(2, '0')}`,
      machine: `bench-${machine}`,
      person: `Person ${machine % 9}`,
      roots: [root],
      processTable: { startTimeOf: () => PROC_START, pidNamespace: null },
      onStatus: ({ link }) => {
        if (link.kind === 'connected') resolve(agent);
      },
    });
    agent.run().catch(reject);
  });
}

function tell(report: FleetReport): void {
  process.send?.(report);
}

await main();
