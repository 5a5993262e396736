import { existsSync, mkdirSync, readFileSync, renameSync, truncateSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WatchMode, watchModes } from './modes.ts';
import { lines, World } from './world.ts';

const names = ['p/a.jsonl', 'p/b.jsonl', 'q/s/subagents/agent-1.jsonl'];

/** What can happen to transcripts, to the agent and to the hub. */
type Step =
  | { kind: 'write'; file: number; count: number }
  | { kind: 'partial'; file: number }
  | { kind: 'truncate'; file: number; keep: number }
  | { kind: 'rewriteTail'; file: number }
  | { kind: 'replace'; file: number; count: number }
  | { kind: 'delete'; file: number }
  | { kind: 'move'; file: number; to: number }
  | { kind: 'kill' | 'cut' | 'settle' }
  | { kind: 'pause'; ms: number };

const file = fc.nat({ max: names.length - 1 });
const count = fc.integer({ min: 1, max: 30 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('write' as const), file, count }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('partial' as const), file }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('truncate' as const),
      file,
      keep: fc.integer({ max: 99, min: 0 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rewriteTail' as const), file }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('replace' as const), file, count }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), file }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), file, to: file }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('kill' as const, 'cut' as const, 'settle' as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pause' as const), ms: fc.integer({ min: 0, max: 15 }) }),
  },
);

describe.each(watchModes)('any history of a tree, %s', (watchMode) => {
  it('[T32] ends with the hub holding every file up to its last newline', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), (steps) => play(steps, watchMode)),
      { numRuns: 40, seed: watchMode === 'native' ? 4_711 : 815 },
    );
  });
});

async function play(steps: Step[], watchMode: WatchMode): Promise<void> {
  const world = await World.create();
  const options = { watchMode, limits: { batchBytes: 700 } };
  let serial = 0;
  const fresh = (lineCount: number): string => {
    serial += lineCount;
    return lines(lineCount, serial);
  };
  try {
    world.startAgent(options);
    for (const next of steps) await apply(world, next, fresh, options);
    await world.settle();
    for (const held of world.hub.stores.values()) {
      for (const { generations } of held.files.values()) {
        for (const chunks of generations.values()) expect(chunks.at(-1)?.at(-1)).toBe(10);
      }
    }
  } finally {
    await world.close();
  }
}

async function apply(
  world: World,
  next: Step,
  fresh: (count: number) => string,
  options: { watchMode: WatchMode; limits: { batchBytes: number } },
): Promise<void> {
  const name = 'file' in next ? (names[next.file] ?? '') : '';
  const path = world.path(name);
  if ('file' in next && next.kind !== 'write' && next.kind !== 'replace' && !existsSync(path)) return;
  switch (next.kind) {
    case 'write':
      if (existsSync(path)) world.append(name, fresh(next.count));
      else world.write(name, fresh(next.count));
      return;
    case 'partial':
      return world.append(name, fresh(1).slice(0, 20));
    case 'truncate':
      return truncateSync(path, Math.floor((readFileSync(path).length * next.keep) / 100));
    case 'rewriteTail': {
      const text = readFileSync(path, 'utf8');
      const cut = text.lastIndexOf('\n', text.length - 2) + 1;
      truncateSync(path, cut);
      return world.append(name, fresh(1));
    }
    case 'replace':
      world.write(`${name}.tmp`, fresh(next.count));
      return renameSync(world.path(`${name}.tmp`), path);
    case 'delete':
      return unlinkSync(path);
    case 'move': {
      const target = world.path(names[next.to] ?? '');
      mkdirSync(dirname(target), { recursive: true });
      return renameSync(path, target);
    }
    case 'kill':
      await world.stopAgents();
      world.startAgent(options);
      return;
    case 'cut':
      return world.hub.cut();
    case 'settle':
      return world.settle();
    case 'pause':
      await new Promise((resolve) => setTimeout(resolve, next.ms));
  }
}
