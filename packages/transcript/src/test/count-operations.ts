import { Session } from 'node:inspector/promises';

// On from the moment of this import to the end of the process: the engine counts in functions that it compiled since then, and
// forgets how when it is switched off. Whoever counts therefore imports this first.
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/**
 * How often any block of our code and of the parsers ran: the engine's own counters, so that a bound holds on every machine
 * and under every load.
 */
export async function countOperations(run: () => void): Promise<number> {
  // Taking sets the counters back.
  await session.post('Profiler.takePreciseCoverage');
  run();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  return result
    .filter(({ url }) => /micromark|mdast|hast|\/packages\//.test(url) && !url.includes('.test.'))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0);
}
