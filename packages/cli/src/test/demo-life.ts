import { type Role, SESSION_PLANS } from '../demo/fleet-plan.ts';
import { createLife, type Life } from '../demo/life.ts';
import { createLiveClock } from '../demo/live-clock.ts';
import { MACHINES } from '../demo/machines.ts';
import { lengthMs, type Pause, withLength } from '../demo/pause.ts';
import { roleScript } from '../demo/roles.ts';
import type { Script } from '../demo/script.ts';
import { createManual } from '../synthetic/manual.ts';
import { createRandom } from '../synthetic/random.ts';
import { createPhraseBook } from '../synthetic/text/phrase-book.ts';

const book = createPhraseBook(createRandom(1), 100);
const manual = createManual(createRandom(2), book, 0.01);

/** A session of the demo in memory: what it has written, and what its registry says. */
export interface TestLife {
  life: Life;
  script: Script;
  lines: string[];
  /** By path. */
  files: Map<string, string>;
  processes: Parameters<typeof createLife>[0]['world']['processes'];
  registry(): { status?: string; waitingFor?: string; sessionId?: string; pid?: number };
  /** Tells all until the start; what is left of the pause that the start falls into. */
  finishPast(): Pause;
}

/** The first session with this role. `root`: its Claude folder, for what reads settings there. */
export function createTestLife(role: Role, bootMs: number, root = '/nowhere/claude'): TestLife {
  const plan = SESSION_PLANS.find((found) => found.role === role);
  const [machine] = MACHINES;
  if (plan === undefined || machine === undefined)
    throw new Error(`The fleet has no session that is ${role}.`);
  const lines: string[] = [];
  const files = new Map<string, string>();
  const processes: TestLife['processes'] = new Map();
  let pid = 100;
  const world = {
    machine,
    root,
    writer: {
      append: (_path: string, line: string) => lines.push(line),
      replace: (path: string, content: string) => files.set(path, content),
      flush: () => undefined,
      settle: () => undefined,
      totals: () => ({ files: 0, records: lines.length, bytes: 0 }),
    },
    remove: (path: string) => files.delete(path),
    processes,
    nextPid: () => {
      pid += 1;
      return pid;
    },
  };
  const clock = createLiveClock(bootMs - plan.minutes * 60_000, Date.now);
  const life = createLife({ plan, world, random: createRandom(role), book, manual, clock, bootMs });
  const script = roleScript(role, life);
  return {
    life,
    script,
    lines,
    files,
    processes,
    registry: () => JSON.parse([...files].find(([path]) => path.startsWith('sessions/'))?.[1] ?? '{}'),
    finishPast: () => {
      let left: Pause = 0;
      while (clock.now() < bootMs) {
        const { value, done } = script.next();
        if (done) break;
        const ms = lengthMs(value);
        left = withLength(value, Math.max(0, ms - (bootMs - clock.now())));
        clock.pass(ms);
      }
      life.goLive();
      return left;
    },
  };
}
