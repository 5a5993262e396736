import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURES, readSessions } from './recorded-sessions.ts';
import { ReplayedSession, type SessionStep } from './replayed-session.ts';

interface ModelTotals {
  inputTokens: number;
  outputTokens: number;
  cacheReadInputTokens: number;
  cacheCreationInputTokens: number;
}

/** The client's own books, which it closes with at its exit; this package never reads them. */
function booked(steps: readonly SessionStep[]): ModelTotals[] {
  const texts = steps.flatMap((step) =>
    step.type === 'line' ? [new TextDecoder().decode(step.line.bytes)] : [],
  );
  const last = texts.findLast((line) => line.startsWith('{"type":"cost-state"'));
  if (last === undefined) throw new Error('the client booked nothing');
  return Object.values(JSON.parse(last).modelUsage);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

// Recordings without a compaction or an interruption: their requests are not all in the transcript.
const complete = ['errors', 'errors-400', 'permission', 'resume', 'subagents', 'tools', 'unicode'];

describe('tokens', () => {
  it.each(complete)('[TR25] of 2.1.330/%s add up to what the client itself booked', (scenario) => {
    for (const [sessionId, files] of readSessions(join(FIXTURES, '2.1.330', scenario))) {
      const steps = files.flatMap((file) => file.steps);
      const session = new ReplayedSession(sessionId);
      for (const step of steps) session.apply(step);
      const totals = booked(steps);
      const agents = session.projection.agents().map((agent) => agent.usage);
      expect({
        input: sum(agents.map((usage) => usage.input)),
        output: sum(agents.map((usage) => usage.output)),
        cacheRead: sum(agents.map((usage) => usage.cacheRead)),
        cacheWrite: sum(agents.map((usage) => usage.cacheWrite)),
      }).toEqual({
        input: sum(totals.map((model) => model.inputTokens)),
        output: sum(totals.map((model) => model.outputTokens)),
        cacheRead: sum(totals.map((model) => model.cacheReadInputTokens)),
        cacheWrite: sum(totals.map((model) => model.cacheCreationInputTokens)),
      });
    }
  });
});
