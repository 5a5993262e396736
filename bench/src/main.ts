import { benchApprove } from './approve.ts';
import { benchIdle } from './idle.ts';
import { benchIngest } from './ingest.ts';
import { benchLatency } from './latency.ts';
import { benchMany } from './many.ts';
import { type BenchResult, formatResult, isGoalMet, saveResult } from './measurement.ts';
import { benchState } from './state.ts';

const BENCHES: Record<string, (isSmall: boolean) => Promise<BenchResult>> = {
  ingest: benchIngest,
  latency: benchLatency,
  idle: benchIdle,
  state: benchState,
  approve: benchApprove,
  many: benchMany,
};

const args = process.argv.slice(2);
const isSmall = args.includes('--small');
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined || args.some((arg) => arg.startsWith('--') && arg !== '--small')) {
  process.stderr.write(`usage: npm run bench -- [${Object.keys(BENCHES).join('|')}]... [--small]\n`);
  process.exit(2);
}
let missed = 0;
for (const [name, bench] of Object.entries(BENCHES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const result = await bench(isSmall);
  missed += result.measurements.filter((measurement) => !isGoalMet(measurement)).length;
  process.stdout.write(`${formatResult(result)}\n  -> ${saveResult(result, isSmall)}\n\n`);
}
if (missed > 0)
  process.stdout.write(`${missed} ${missed === 1 ? 'figure misses its goal' : 'figures miss their goal'}.\n`);
