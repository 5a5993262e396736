import { join } from 'node:path';
import type { EntryDraft, EntryPart } from '../index.ts';
import { liveBranch } from '../index.ts';
import { FIXTURES, readSessions } from './recorded-sessions.ts';
import { ReplayedSession } from './replayed-session.ts';

const MAX_WORDS = 100;

/** Everything that this package makes of one recording, short enough to be read by a person. */
export function goldenResult(recording: string): unknown {
  const sessions = readSessions(join(FIXTURES, recording));
  return [...sessions].map(([sessionId, files]) => {
    const session = new ReplayedSession(sessionId);
    for (const file of files) for (const step of file.steps) session.apply(step);
    const { projection } = session;
    const facts = projection.facts();
    const live = liveBranch(session.entries, facts.leafUuid ?? '');
    return {
      sessionId,
      files: files.map((file) => file.path),
      facts,
      agents: projection.agents(),
      toolCalls: [...session.calls.values()].sort((left, right) => left.useSeq - right.useSeq),
      usage: [...session.usage.values()].map(
        (usage) =>
          `${usage.messageId} ${usage.agentId ?? 'main'} ${usage.model} in ${usage.input} out ${usage.output} ` +
          `read ${usage.cacheRead} write ${usage.cacheWrite5m}+${usage.cacheWrite1h}${usage.isLowerBound ? ' lower bound' : ''}`,
      ),
      entries: session.entries.map((entry) => entryLine(entry)),
      offTheLiveBranch: session.entries
        .filter((entry) => entry.agentId === null && !live.has(entry.uuid))
        .map((entry) => entry.seq),
    };
  });
}

function entryLine(entry: EntryDraft & { seq: number }): string {
  const note = entry.note === undefined ? '' : ` (${entry.note})`;
  const words = entry.parts.map(partLine).join(' | ');
  return `${entry.seq} ${entry.agentId ?? 'main'} ${entry.kind}${note}: ${words}`;
}

function partLine(part: EntryPart): string {
  if (part.type === 'toolUse') return `${part.name} ${JSON.stringify(part.input)}`.slice(0, MAX_WORDS);
  if (part.type === 'image') return `[${part.mediaType}, ${part.sizeBytes} bytes]`;
  const mark =
    part.type === 'text'
      ? ''
      : part.type === 'toolResult'
        ? part.isError
          ? 'error: '
          : 'result: '
        : `${part.type}: `;
  return mark + JSON.stringify(part.text.slice(0, MAX_WORDS));
}
