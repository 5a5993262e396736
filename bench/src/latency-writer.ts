import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createFileWriter,
  createManual,
  createPhraseBook,
  createRandom,
  registryFile,
  type SyntheticSession,
} from '@orrery/cli';
import { type ClientProcess, startClientProcess } from '@orrery/e2e';
import { BENCH_CLIENT, createBenchSession } from './bench-session.ts';

/** First message of the parent. */
export interface WriterSetup {
  claudeDir: string;
  sessions: number;
  /** Appends a second, over all sessions together. */
  ratePerSecond: number;
  seconds: number;
}

/** What the writer tells. Times are milliseconds since the epoch with fractions, as the page's are. */
export type WriterReport =
  | { type: 'prepared'; sessionIds: string[] }
  | { type: 'done'; appends: { token: string; at: number; sessionId: string }[] };

/** The writing side of the latency benchmark, in a process of its own: sessions of real processes, appended to steadily. */
async function main(): Promise<void> {
  const setup = (await once('message')) as WriterSetup;
  mkdirSync(join(setup.claudeDir, 'sessions'), { recursive: true });
  const writer = createFileWriter(setup.claudeDir);
  const random = createRandom('latency');
  const book = createPhraseBook(random, 2_000);
  const manual = createManual(random, book, 0.1);
  const clients: ClientProcess[] = [];
  const sessions = Array.from({ length: setup.sessions }, (_, index): SyntheticSession => {
    const cwd = `/home/dev/work/project-${index % 12}`;
    const session = createBenchSession({ name: `Session ${index}`, cwd, random, files: writer, manual });
    session.prompt(book.sentence(random));
    for (let step = 0; step < 12; step += 1) say(session, book.prose(random, 300));
    // A live session needs a live process: its pid and start time are checked.
    const client = startClientProcess();
    clients.push(client);
    const file = registryFile(BENCH_CLIENT, {
      pid: client.pid,
      sessionId: session.id,
      cwd,
      startedAtMs: Date.now(),
      procStart: client.procStart,
      entrypoint: 'cli',
      status: 'busy',
      statusSinceMs: Date.now(),
      waitingFor: null,
    });
    if (file !== null) writer.replace(file.path, file.content);
    return session;
  });
  writer.flush();
  await tell({ type: 'prepared', sessionIds: sessions.map(({ id }) => id) });
  await once('message');
  const appends: { token: string; at: number; sessionId: string }[] = [];
  const startedAt = performance.now();
  for (let index = 0; index < setup.ratePerSecond * setup.seconds; index += 1) {
    const dueMs = (index / setup.ratePerSecond) * 1_000 - (performance.now() - startedAt);
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
    const session = sessions[index % sessions.length];
    if (session === undefined) break;
    const token = `lat-${String(index).padStart(6, '0')}`;
    say(session, `${token} ${book.sentence(random)}`);
    writer.flush();
    appends.push({ token, at: performance.timeOrigin + performance.now(), sessionId: session.id });
  }
  await tell({ type: 'done', appends });
  await Promise.all(clients.map((client) => client.kill()));
}

/** A line of words in an open turn. */
function say(session: SyntheticSession, text: string): void {
  session.main.answer([{ type: 'text', text }], { stopReason: 'tool_use' });
}

function once(event: 'message'): Promise<unknown> {
  return new Promise((resolve) => process.once(event, resolve));
}

function tell(report: WriterReport): Promise<void> {
  return new Promise((resolve) => process.send?.(report, () => resolve()));
}

await main();
process.disconnect();
