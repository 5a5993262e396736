import { createAgent } from '../agent/create-agent.ts';
import type { ProbePoint } from '../ship/probe.ts';
import { quickTiming } from './quick-timing.ts';

/** What the parent asks of this process. */
export interface ChildTask {
  hubUrl: string;
  joinToken: string;
  stateDir: string;
  root: string;
  watchMode: 'native' | 'polling';
  batchBytes: number;
  /** SIGKILL at the n-th time that a batch passes this point. */
  killAt: { point: ProbePoint; count: number } | null;
}

const task = JSON.parse(process.env.ORRERY_TEST_TASK ?? '') as ChildTask;
let passed = 0;

const agent = createAgent({
  hubUrl: task.hubUrl,
  joinToken: task.joinToken,
  stateDir: task.stateDir,
  roots: [task.root],
  name: 'child',
  watchMode: task.watchMode,
  timing: quickTiming,
  limits: { batchBytes: task.batchBytes },
  faults: {
    probe(point) {
      if (point !== task.killAt?.point) return;
      passed += 1;
      if (passed === task.killAt.count) process.kill(process.pid, 'SIGKILL');
    },
  },
});
await agent.run();
