import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Hub } from '@orrery/hub';
import type { Terminal } from '../terminal/terminal.ts';
import type { AgentSetup } from './child-messages.ts';
import { type SupervisedChild, superviseChild } from './supervised-child.ts';

/** Long enough for a start, too short to be of use to anybody else. */
const TOKEN_LIFE_MS = 120_000;

/**
 * An agent holds little and makes little garbage: small new space and lean code save a third of its memory. The last of
 * the compilers would be loaded for the first backfill only and stay: 5 MB, for nothing that an idle agent ever runs.
 * `--expose-gc`: see `createTidier`.
 */
const RUNTIME_ARGS = ['--max-semi-space-size=1', '--optimize-for-size', '--no-turbofan', '--expose-gc'];

/**
 * The cache of compiled code stays in memory as long as its process lives, and holds what runs only once. From sources
 * it stands for the stripping of types as well, which costs more.
 */
const isBundle = !import.meta.url.endsWith('.ts');
const COMPILE_CACHE = isBundle ? { NODE_DISABLE_COMPILE_CACHE: '1' } : {};

/**
 * The same for the C library of Linux: what is freed after the first backfill goes back to the system. The compilers
 * take memory in pieces of 32 KB, which with a higher threshold leave a heap full of holes.
 */
const ALLOCATOR = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '16384',
  MALLOC_TRIM_THRESHOLD_: '65536',
};

/** Starts this machine's agent beside the hub, in its own process. */
export function startLocalAgent(
  options: { hub: Hub; dataDir: string; roots: string[] | undefined; follow: string[] },
  terminal: Terminal,
): SupervisedChild {
  const { hub, dataDir, roots, follow } = options;
  const stateDir = join(dataDir, 'agent');
  return superviseChild({
    args: ['local-agent'],
    runtimeArgs: RUNTIME_ARGS,
    env: { ...ALLOCATOR, ...COMPILE_CACHE },
    createSetup: (failure): AgentSetup => {
      const isKnown = existsSync(join(stateDir, 'identity.json')) && failure?.type !== 'failed';
      // A known agent needs no token, unless the run before failed: the archive may be a new one.
      const joinToken = isKnown
        ? undefined
        : hub.createJoinToken({ expiresMs: TOKEN_LIFE_MS, name: 'this machine' }).token;
      return {
        hubUrl: hub.url,
        stateDir,
        ...(joinToken === undefined ? {} : { joinToken }),
        ...(roots === undefined ? {} : { roots }),
        follow,
      };
    },
    onReport: (report) => {
      if (report.type === 'notice') terminal.err(`agent: ${report.text}`);
    },
    onExit: ({ code, signal, restartInMs }) => {
      const how = signal === null ? `with code ${code}` : `by ${signal}`;
      terminal.err(`agent: ended ${how}; starting it again in ${restartInMs / 1000} s`);
    },
  });
}
