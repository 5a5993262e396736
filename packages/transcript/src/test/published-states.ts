import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sessionIdOf, splitLines } from '../index.ts';
import type { SessionStep } from './replayed-session.ts';

/** Something that the other project noted while it recorded. */
export interface PublishedEvent {
  at: number;
  kind: string;
  session: string;
  pid: number;
  hook: string;
}

/** A phase of a scenario: the state that a session must come to after an earlier phase. */
export interface PublishedPhase {
  phase: string;
  state: 'ready' | 'working' | 'waiting' | null;
  /** What is expected instead of a state. */
  kind: string | null;
  after: string;
  durationMs: number;
  sameSessionAs: string | null;
  isNewSession: boolean;
  /** States that no session may come to meanwhile. */
  never: string[];
}

/** A scenario with its newest recording. */
export interface PublishedScenario {
  name: string;
  phases: PublishedPhase[];
  events: PublishedEvent[];
  lines: { at: number; session: string; step: SessionStep }[];
}

/** Scenarios of Irrlicht (a project that shows the same states) that say what states are expected. */
export function readPublishedScenarios(folder: string): PublishedScenario[] {
  const root = join(folder, 'ingo-eichhorst+Irrlicht/replaydata/agents/claudecode/scenarios');
  return readdirSync(root)
    .sort()
    .flatMap((name) => {
      const files = readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).sort();
      const events = files.findLast((file) => file.endsWith('/events.jsonl'));
      if (events === undefined || !files.includes('expected.jsonl')) return [];
      const recording = join(root, name, events.slice(0, -'/events.jsonl'.length));
      return [
        {
          name,
          phases: readJsonLines(join(root, name, 'expected.jsonl')).flatMap(phaseOf),
          events: readJsonLines(join(root, name, events)).map(eventOf),
          lines: readTranscripts(recording),
        },
      ];
    });
}

type Fields = Record<string, unknown>;

function readJsonLines(path: string): Fields[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}

function phaseOf(fields: Fields): PublishedPhase[] {
  if (typeof fields.phase !== 'string') return [];
  const state = (['ready', 'working', 'waiting'] as const).find((known) => known === fields.expected_state);
  const invariants = Array.isArray(fields.invariants) ? fields.invariants.map(String) : [];
  return [
    {
      phase: fields.phase,
      state: state ?? null,
      kind: state === undefined ? String(fields.kind ?? fields.expected_state) : null,
      after: String(fields.relative_to),
      durationMs: Number(fields.duration_at_least_ms ?? 0),
      sameSessionAs: typeof fields.same_session_as === 'string' ? fields.same_session_as : null,
      isNewSession: fields.new_session === true,
      never: invariants.flatMap((words) => /^no state_transition to (\w+)/.exec(words)?.[1] ?? []),
    },
  ];
}

function eventOf(fields: Fields): PublishedEvent {
  return {
    at: Date.parse(String(fields.ts)),
    kind: String(fields.kind),
    session: String(fields.session_id),
    pid: Number(fields.pid ?? 0),
    hook: String(fields.hook_name ?? ''),
  };
}

function readTranscripts(recording: string): PublishedScenario['lines'] {
  const files = readdirSync(recording, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /(^|\/)(transcript|agent-[^/]*)\.jsonl$/.test(file))
    .flatMap((file) => {
      const agentId = /agent-([^/]*)\.jsonl$/.exec(file)?.[1] ?? null;
      let at = 0;
      let session = '';
      const lines = splitLines(new Uint8Array(readFileSync(join(recording, file))), 0);
      return lines.map((line) => {
        const stamp = /"timestamp":"([^"]+)"/.exec(new TextDecoder().decode(line.bytes))?.[1];
        at = Math.max(at, Date.parse(stamp ?? '') || 0);
        session = sessionIdOf(line.bytes) ?? session;
        return { at, session, step: { type: 'line' as const, agentId, line } };
      });
    });
}
