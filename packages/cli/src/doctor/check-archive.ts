import { describeError } from '../terminal/cli-error.ts';
import type { Check } from './run-checks.ts';

/** Looks whether the archive of a data folder can be read, and whether a machine has made its sums useless. */
export async function checkArchive(dataDir: string): Promise<Check[]> {
  const name = 'archive';
  try {
    // Loaded only here: the hub is most of the program.
    const hub = await import('@orrery/hub');
    const verdict = hub.checkArchive(dataDir);
    if (verdict.state === 'none') return [];
    const [day] = verdict.bounded;
    if (day === undefined) return [{ name, result: 'ok', text: `${verdict.sessions} sessions` }];
    const text =
      `the tokens of ${verdict.bounded.length} days (${day} first) are more than can be counted and are shown with their ` +
      'bound. Some machine sends numbers that are made up: find it in Settings > Machines and remove it with its history.';
    return [{ name, result: 'warn', text }];
  } catch (error) {
    const advice =
      'Restore a backup, or move the data folder away: agents then send all that is still on their machines.';
    return [{ name, result: 'fail', text: `cannot be read: ${describeError(error)} ${advice}` }];
  }
}
