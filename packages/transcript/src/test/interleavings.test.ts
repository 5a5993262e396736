import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter, splitLines } from '../index.ts';
import { FIXTURES, type RecordedFile, readSessions, recordings } from './recorded-sessions.ts';
import { lineOf } from './records.ts';
import { ReplayedSession, type SessionStep } from './replayed-session.ts';

interface Recorded {
  sessionId: string;
  files: RecordedFile[];
}

/** Sessions with something to interleave: sub-agents of every layout, interrupts, task lists. */
const sessions: Recorded[] = recordings()
  .filter((recording) => /subagents|interrupt|worklist|compact/.test(recording))
  .flatMap((recording) => [...readSessions(join(FIXTURES, recording))])
  .map(([sessionId, files]) => ({ sessionId, files }));

function run(
  { sessionId }: Recorded,
  steps: readonly SessionStep[],
  restartAfter?: ReadonlySet<number>,
): ReplayedSession {
  const session = new ReplayedSession(sessionId);
  for (const [index, step] of steps.entries()) {
    session.apply(step);
    if (restartAfter?.has(index)) session.restart();
  }
  return session;
}

const inOrder = ({ files }: Recorded): SessionStep[] => files.flatMap((file) => file.steps);

/** Files mixed in any way; lines of one file keep their order. */
function mix({ files }: Recorded, choices: readonly number[]): SessionStep[] {
  const queues = files.map((file) => [...file.steps]);
  const mixed: SessionStep[] = [];
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn += 1) {
    const open = queues.filter((queue) => queue.length > 0);
    const step = open[(choices[turn % choices.length] ?? 0) % open.length]?.shift();
    if (step !== undefined) mixed.push(step);
  }
  return mixed;
}

/** All that a session comes to. Sequence numbers are left out: they follow the order of arrival. */
function outcomeOf(session: ReplayedSession) {
  const withoutSeq = [...session.calls.values()]
    .map(({ useSeq: _use, resultSeq, ...call }) => ({ ...call, isAnswered: resultSeq !== null }))
    .sort((left, right) => (left.id < right.id ? -1 : 1));
  const { lastAction: _action, pendingTool: _pending, ...facts } = session.projection.facts();
  return {
    agents: session.projection.agents(),
    calls: withoutSeq,
    facts,
    usage: [...session.usage.keys()].sort(),
  };
}

const anySession = fc.constantFrom(...sessions);
const choices = fc.array(fc.nat(100), { minLength: 1, maxLength: 50 });

describe('recorded sessions in any order', () => {
  it('[TR21] any mix of files and meta files gives the same agents, calls and facts', () => {
    fc.assert(
      fc.property(anySession, choices, (session, order) => {
        expect(outcomeOf(run(session, mix(session, order)))).toEqual(
          outcomeOf(run(session, inOrder(session))),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('[TR29] a restart at any point changes nothing', () => {
    fc.assert(
      fc.property(anySession, choices, fc.array(fc.nat(200), { maxLength: 6 }), (session, order, points) => {
        const steps = mix(session, order);
        const whole = run(session, steps);
        const restarted = run(session, steps, new Set(points));
        expect(outcomeOf(restarted)).toEqual(outcomeOf(whole));
        expect(restarted.projection.facts()).toEqual(whole.projection.facts());
        expect(restarted.entries).toEqual(whole.entries);
        expect(restarted.projection.save()).toEqual(whole.projection.save());
      }),
      { numRuns: 150 },
    );
  });

  it('[TR30] garbage lines anywhere are kept and harm nothing else', () => {
    const garbage = fc.oneof(
      fc.string({ minLength: 1, maxLength: 80 }).filter((line) => !line.includes('\n') && line.trim() !== ''),
      fc.constantFrom(
        '{"type":"user"',
        'null',
        '\u0000\u0000',
        '{"type":"next-year","a":[1]}',
        '{"type":"user","message":7}',
        '[]',
        '{}',
      ),
    );
    const inserts = fc.array(fc.tuple(fc.nat(300), garbage), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(anySession, inserts, (session, lines) => {
        const steps = inOrder(session);
        for (const [place, line] of lines) {
          steps.splice(place % (steps.length + 1), 0, {
            type: 'line',
            agentId: null,
            line: lineOf(line, place),
          });
        }
        const clean = run(session, inOrder(session));
        const dirty = run(session, steps);
        const isGarbage = (kind: string) => kind === 'malformed' || kind === 'unknown';
        const kept = dirty.entries.filter((entry) => isGarbage(entry.kind));
        expect(kept.length).toBe(lines.length);
        const facts = dirty.projection.facts();
        expect(facts.malformedLines + facts.unknownLines).toBe(lines.length);
        expect({ ...outcomeOf(dirty), facts: null }).toEqual({ ...outcomeOf(clean), facts: null });
        expect({ ...facts, malformedLines: 0, unknownLines: 0 }).toEqual(clean.projection.facts());
        const others = dirty.entries
          .filter((entry) => !isGarbage(entry.kind))
          .map(({ seq: _seq, ...entry }) => entry);
        expect(others).toEqual(clean.entries.map(({ seq: _seq, ...entry }) => entry));
      }),
      { numRuns: 150 },
    );
  });

  it('[TR3] any cut of a file into chunks gives the same session', () => {
    const files = sessions.map(({ sessionId, files: [file] }) => ({ sessionId, bytes: bytesOf(file) }));
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.nat(20_000), { maxLength: 30 }),
        ({ sessionId, bytes }, sizes) => {
          const splitter = createLineSplitter();
          const cut = new ReplayedSession(sessionId);
          let at = 0;
          for (const size of [...sizes, bytes.length]) {
            for (const line of splitter.push(bytes.slice(at, at + size)))
              cut.apply({ type: 'line', agentId: null, line });
            at += size;
          }
          const whole = new ReplayedSession(sessionId);
          for (const line of splitLines(bytes, 0)) whole.apply({ type: 'line', agentId: null, line });
          expect(cut.entries).toEqual(whole.entries);
          expect(cut.projection.save()).toEqual(whole.projection.save());
        },
      ),
      { numRuns: 100 },
    );
  });
});

function bytesOf(file: RecordedFile | undefined): Uint8Array {
  const lines = (file?.steps ?? []).flatMap((step) => (step.type === 'line' ? [step.line.bytes] : []));
  const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0));
  let at = 0;
  for (const line of lines) {
    bytes.set(line, at);
    at += line.length;
    bytes[at] = 0x0a;
    at += 1;
  }
  return bytes;
}
