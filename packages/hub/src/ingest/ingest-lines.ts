import { MAX_BATCH_BYTES } from '@orrery/protocol';
import { type Entry, type EntryDraft, eachLine } from '@orrery/transcript';
import type { ChunkRow, FileRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { type BlockUuids, isReplay, type ReplayScope } from './replay-detector.ts';
import type { SessionMemory } from './session-memory.ts';
import { type BatchUsage, noteUsage } from './usage-ledger.ts';

/** Summaries that one file carries for the conversation of another. */
export type ForeignSummaries = { leafUuid: string; text: string }[];

/** What a run of lines left to do after it. */
export interface LinesOutcome {
  usage: BatchUsage;
  foreignSummaries: ForeignSummaries;
}

/** Applies the lines of one chunk to its session: entries get their sequence numbers, repeats are dropped. */
export function ingestLines(
  storage: Storage,
  blockUuids: BlockUuids,
  session: SessionMemory,
  file: FileRow,
  chunk: { generation: number; start: number; lines: Uint8Array; receivedAt: number },
): LinesOutcome {
  const outcome: LinesOutcome = { usage: new Map(), foreignSummaries: [] };
  const scope: ReplayScope = { sessionPk: session.row.pk, ...session };
  const isReread = chunk.generation > 0;
  const origin = { agentId: file.agentId, receivedAt: chunk.receivedAt };
  let assigned = 0;
  const assignSeq = (draft: EntryDraft) => {
    if (isReplay(storage, blockUuids, scope, draft, isReread)) return null;
    assigned = session.row.lastSeq + 1;
    return assigned;
  };
  for (const line of eachLine(chunk.lines, chunk.start)) {
    assigned = 0;
    const effect = session.projection.applyLine(line, origin, assignSeq);
    if (effect.entry && assigned !== 0) acceptEntry(session, { seq: assigned, ...effect.entry });
    if (effect.usage) noteUsage(outcome.usage, effect.usage, line.bytes);
    if (effect.foreignSummary) outcome.foreignSummaries.push(effect.foreignSummary);
  }
  session.timelessIds = scope.timelessIds;
  return outcome;
}

/** Why these bytes are not here: too long a line, or a batch that the storage did not survive. */
function skippedNote(size: number): string {
  const megabytes = `${(size / 1_000_000).toFixed(1)} MB`;
  return size > MAX_BATCH_BYTES
    ? `A line of ${megabytes} was left on its machine: it is too large to be kept here.`
    : `${megabytes} of lines were left on their machine: the hub could not store them.`;
}

/** What is not stored stays on its machine; its place is marked. */
export function ingestSkipped(
  session: SessionMemory,
  file: FileRow,
  chunk: Pick<ChunkRow, 'generation' | 'start' | 'end'>,
): void {
  const size = chunk.end - chunk.start;
  const uuid = `line:skipped-${chunk.start}-${size}`;
  if (session.tail.has(uuid)) return;
  session.skippedLines += 1;
  acceptEntry(session, {
    seq: session.row.lastSeq + 1,
    uuid,
    kind: 'malformed',
    role: 'system',
    at: session.newest.get(file.agentId ?? '') ?? null,
    agentId: file.agentId,
    parentUuid: null,
    note: skippedNote(size),
    offset: chunk.start,
    parts: [{ type: 'raw', text: '' }],
  });
}

function acceptEntry(session: SessionMemory, entry: Entry): void {
  const { row, newest } = session;
  row.lastSeq = entry.seq;
  const thread = entry.agentId ?? '';
  newest.set(thread, Math.max(newest.get(thread) ?? 0, entry.at ?? 0));
  session.tail.push(entry);
  session.timelessIds?.add(entry.uuid);
  session.fresh?.push(entry);
  if (entry.agentId === null && !entry.uuid.startsWith('line:')) {
    row.leafUuid = entry.uuid;
    session.isLeafNew = true;
  }
  const agentId = entry.agentId ?? 'main';
  session.grownAgents.add(agentId);
  const agent = session.agents.get(agentId);
  if (agent) agent.lastSeq = entry.seq;
  else
    session.agents.set(agentId, {
      sessionPk: row.pk,
      agentId,
      firstSeq: entry.seq,
      lastSeq: entry.seq,
      view: '',
    });
}

/** Session that the first readable line names: the only link of agent files of client 2.0. */
export function namedSession(
  lines: Uint8Array,
  sessionIdOf: (line: Uint8Array) => string | null,
): string | null {
  for (const line of eachLine(lines, 0)) {
    const found = sessionIdOf(line.bytes);
    if (found !== null) return found;
  }
  return null;
}
