import {
  CLIENT_VERSIONS,
  createSyntheticSession,
  type FileWriter,
  type Manual,
  type Random,
  type SyntheticSession,
} from '@orrery/cli';

/** The client whose files the benchmarks write. */
export const BENCH_CLIENT = CLIENT_VERSIONS['2.1.197'];

/** One session of a benchmark, in real time. */
export function createBenchSession(options: {
  name: string;
  cwd: string;
  random: Random;
  files: FileWriter;
  manual: Manual;
  entrypoint?: 'cli' | 'sdk-cli';
}): SyntheticSession {
  const { name, random, entrypoint = 'cli', ...rest } = options;
  return createSyntheticSession({
    ...rest,
    version: BENCH_CLIENT,
    entrypoint,
    gitBranch: 'main',
    model: 'claude-sonnet-4-5-20250929',
    random: random.fork(name),
    clock: { now: Date.now, pass: () => undefined },
    title: name,
  });
}
