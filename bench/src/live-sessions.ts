import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createFileWriter,
  createManual,
  createPhraseBook,
  createRandom,
  type RegistryState,
  registryFile,
} from '@orrery/cli';
import { type ClientProcess, startClientProcess } from '@orrery/e2e';
import { BENCH_CLIENT, createBenchSession } from './bench-session.ts';

/** One session with a live process and an entry in the client's registry. */
export interface LiveSession {
  readonly id: string;
  readonly cwd: string;
  readonly transcriptPath: string;
  readonly client: ClientProcess;
  /** Rewrites the registry entry in place, as the client does. */
  report(status: RegistryState['status'], waitingFor?: string): void;
  /** Writes a tool call that nothing answers; the turn stays open. */
  callTool(command: string): void;
}

/** Sessions in a Claude folder, with their past written and their processes started. */
export interface LiveSessions {
  readonly all: readonly LiveSession[];
  close(): Promise<void>;
}

/** `sdk-cli` clients of this version write no status into the registry: hooks are all that tells. */
export function createLiveSessions(options: {
  claudeDir: string;
  count: number;
  entrypoint: 'cli' | 'sdk-cli';
}): LiveSessions {
  const { claudeDir, count, entrypoint } = options;
  mkdirSync(join(claudeDir, 'sessions'), { recursive: true });
  const writer = createFileWriter(claudeDir);
  const random = createRandom(`live-${entrypoint}`);
  const book = createPhraseBook(random, 500);
  const manual = createManual(random, book, 0.05);
  const all = Array.from({ length: count }, (_, index): LiveSession => {
    const cwd = `/home/dev/work/${entrypoint}-${index}`;
    const session = createBenchSession({
      name: `Session ${index} of ${entrypoint}`,
      cwd,
      random,
      files: writer,
      manual,
      entrypoint,
    });
    session.prompt(book.sentence(random));
    session.main.answer([{ type: 'text', text: book.sentence(random) }]);
    session.endTurn();
    const client = startClientProcess();
    const startedAtMs = Date.now();
    const report: LiveSession['report'] = (status, waitingFor) => {
      const state = { pid: client.pid, procStart: client.procStart, sessionId: session.id, cwd, startedAtMs };
      const file = registryFile(BENCH_CLIENT, {
        ...state,
        entrypoint,
        status,
        statusSinceMs: Date.now(),
        waitingFor: waitingFor ?? null,
      });
      if (file !== null) writer.replace(file.path, file.content);
    };
    report('idle');
    return {
      id: session.id,
      cwd,
      transcriptPath: join(claudeDir, session.path),
      client,
      report,
      callTool: (command) => {
        session.main.answer([{ type: 'toolUse', name: 'Bash', input: { command } }]);
        writer.flush();
      },
    };
  });
  writer.flush();
  return {
    all,
    close: async () => {
      await Promise.all(all.map(({ client }) => client.kill()));
    },
  };
}
