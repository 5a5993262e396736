import { CLIENT_VERSIONS } from '../synthetic/client-version.ts';
import { OLDER_TITLES, type SessionPlan } from './fleet-plan.ts';
import { createLife, type LifeOptions } from './life.ts';
import { createLiveClock } from './live-clock.ts';
import { lengthMs } from './pause.ts';
import { turn } from './script.ts';

const DAY_MS = 86_400_000;
const DAYS = 5;
const EACH_DAY = 2;

/** Writes what happened on a machine on the days before: sessions that have ended. */
export function writeHistory(options: Omit<LifeOptions, 'plan' | 'clock'>): void {
  const { random, world, bootMs } = options;
  const versions = Object.values(CLIENT_VERSIONS)
    .filter(({ modern }) => modern || world.machine.hasOldClients)
    .map(({ version }) => version);
  for (let day = DAYS; day >= 1; day -= 1) {
    for (let index = 0; index < EACH_DAY; index += 1) {
      const [kit, title] = random.pick(OLDER_TITLES);
      const plan: SessionPlan = {
        machine: world.machine.name,
        kit,
        title,
        branch: random.chance(0.6) ? 'main' : `wip-${random.int(1, 90)}`,
        role: 'work',
        minutes: 0,
        version: random.pick(versions),
        entrypoint: 'cli',
        model: 'claude-sonnet-4-5-20250929',
      };
      const startMs = bootMs - day * DAY_MS + random.next() * 8 * 3_600_000;
      // Never live: the whole session is past.
      const clock = createLiveClock(startMs, () => startMs);
      const life = createLife({ ...options, plan, clock, random: random.fork(`past-${day}-${index}`) });
      for (const pause of turn(life, title, random.int(4, 18))) clock.pass(lengthMs(pause));
      life.end();
      world.writer.settle(clock.now());
    }
  }
}
