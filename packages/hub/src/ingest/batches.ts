import type { Ack, BatchHeader, Document } from '@orrery/protocol';
import { classifyPath, sessionIdOf } from '@orrery/transcript';
import type { ChunkRow, FileRow } from '../storage/rows.ts';
import { decideCommit } from './commit-rule.ts';
import { endBatch } from './flush-session.ts';
import { chunkLines, verifiedLines } from './inflate-payload.ts';
import { ingestLines, ingestSkipped, namedSession } from './ingest-lines.ts';
import { localDay } from './local-day.ts';
import { releaseMemory } from './release-memory.ts';
import { sessionRowFor } from './session-rows.ts';
import type { UnitOfWork, Units } from './unit-of-work.ts';
import { settleUsage } from './usage-ledger.ts';

const UNKNOWN_BIRTH = Number.MAX_SAFE_INTEGER;

/** A batch and whose it is. */
export interface HostBatch {
  hostId: string;
  header: BatchHeader;
  payload: Uint8Array;
}

/** Commits one batch: raw chunk, projections and committed offset in one transaction, or nothing. */
export function commitBatch(units: Units, batch: HostBatch): Ack {
  return units.run((unit) => commitInto(unit, batch));
}

/**
 * Commits batches in their order, in one transaction where that works: pages and sessions that several of them touch are
 * written once. When one of them fails, each is committed by itself, so that it fails alone. `check` throws for a machine that
 * nothing is taken from.
 */
export function commitBatches(
  units: Units,
  batches: readonly HostBatch[],
  check: (hostId: string) => void,
): PromiseSettledResult<Ack>[] {
  if (batches.length > 1) {
    try {
      for (const { hostId } of batches) check(hostId);
      const acks = units.run((unit) => batches.map((batch) => commitInto(unit, batch)));
      return acks.map((value) => ({ status: 'fulfilled', value }));
    } catch {
      // Nothing was kept. The cause is met again below, by the batch that it belongs to.
    }
  }
  return batches.map((batch) => {
    try {
      check(batch.hostId);
      return { status: 'fulfilled', value: commitBatch(units, batch) };
    } catch (reason) {
      return { status: 'rejected', reason };
    }
  });
}

function commitInto(unit: UnitOfWork, batch: HostBatch): Ack {
  const lines = verifiedLines(batch.header, batch.payload);
  try {
    return commitLines(unit, batch, lines);
  } finally {
    if (lines !== null && lines.buffer !== batch.payload.buffer) releaseMemory(lines);
  }
}

function commitLines(unit: UnitOfWork, batch: HostBatch, lines: Uint8Array | null): Ack {
  const { hostId, header, payload } = batch;
  const stored = unit.storage.file(hostId, header.root, header.path);
  const held = { generation: stored?.generation ?? 0, committed: stored?.committed ?? 0 };
  const decision = decideCommit(held, header);
  const answer = { type: 'ack' as const, root: header.root, path: header.path };
  if (decision.kind === 'refuse' || lines === null) return { ...answer, ...held, outcome: 'refused' };
  if (decision.kind === 'known') return { ...answer, ...held, outcome: 'committed' };

  const fresh = lines.subarray(decision.start - header.start);
  const file = writeFile(unit, stored ?? newFile(hostId, header), header, fresh);
  if (stored && stored.sessionPk === null) projectEarlier(unit, file);
  const chunk = {
    filePk: file.pk,
    generation: header.generation,
    payloadStart: header.start,
    start: decision.start,
    end: header.end,
    encoding: header.encoding,
    payload: header.encoding === 'skipped' ? new Uint8Array(0) : payload,
  };
  unit.storage.addChunk(chunk);
  projectChunk(unit, file, chunk, fresh);
  const { generation, committed } = file;
  return { ...answer, generation, committed, outcome: 'committed' };
}

function newFile(hostId: string, header: BatchHeader): FileRow {
  const file = classifyPath(header.path);
  const { root, path, identity } = header;
  return {
    pk: 0,
    hostId,
    root,
    path,
    generation: 0,
    committed: 0,
    identity,
    sessionPk: null,
    agentId: file.kind === 'agent' ? file.agentId : null,
    birthMs: identity.birthtimeMs > 0 ? Math.round(identity.birthtimeMs) : UNKNOWN_BIRTH,
  };
}

function writeFile(unit: UnitOfWork, file: FileRow, header: BatchHeader, lines: Uint8Array): FileRow {
  const next = {
    ...file,
    generation: header.generation,
    committed: header.end,
    identity: header.identity,
    sessionPk: file.sessionPk ?? sessionOfFile(unit, file, lines),
  };
  return { ...next, pk: unit.storage.putFile(next) };
}

/** Null while no line has told it (files that are no transcripts; agent files of client 2.0 without a readable line). */
function sessionOfFile(unit: UnitOfWork, file: FileRow, lines: Uint8Array): number | null {
  const kind = classifyPath(file.path);
  if (kind.kind !== 'main' && kind.kind !== 'agent') return null;
  const uuid = kind.sessionId ?? namedSession(lines, sessionIdOf);
  return uuid === null ? null : sessionRowFor(unit, file.hostId, uuid).pk;
}

/** The lines of a file that told its session only now. */
function projectEarlier(unit: UnitOfWork, file: FileRow): void {
  if (file.sessionPk === null) return;
  for (const { pk } of unit.storage.chunkRefs(file.pk)) {
    const chunk = unit.storage.chunk(pk);
    if (chunk) projectChunk(unit, file, chunk, chunkLines(chunk));
  }
}

/** Brings a chunk's lines into the projections of its session. */
export function projectChunk(
  unit: UnitOfWork,
  file: FileRow,
  chunk: Omit<ChunkRow, 'pk' | 'payload'>,
  lines: Uint8Array,
): void {
  if (file.sessionPk === null) return;
  const session = unit.open(file.sessionPk);
  if (chunk.encoding === 'skipped') {
    ingestSkipped(session, file, chunk);
    return;
  }
  const { generation, start } = chunk;
  const { usage, foreignSummaries } = ingestLines(unit.storage, unit.blockUuids, session, file, {
    generation,
    start,
    lines,
  });
  for (const { leafUuid, text } of foreignSummaries) applySummary(unit, leafUuid, text);
  if (usage.size > 0) {
    unit.markTotals();
    settleUsage({ storage: unit.storage, openSession: unit.open, dayOf: localDay }, session, file, usage);
  }
  endBatch(unit.storage, session);
}

/** A summary for a conversation in another file, which may be here or yet to come. */
function applySummary(unit: UnitOfWork, leafUuid: string, text: string): void {
  unit.storage.putSummary(leafUuid, text);
  for (const { row, projection } of unit.sessionsByLeaf(leafUuid)) {
    if (row.leafUuid === leafUuid) projection.applySummary(leafUuid, text);
  }
}

/** Keeps a document and applies it. */
export function commitDocument(units: Units, hostId: string, document: Document): void {
  units.run((unit) => {
    const { root, path, sha256, content } = document;
    const row = { hostId, root, path, sha256, content, afterChunk: unit.storage.lastChunkPk() };
    unit.storage.putDocument(row);
    projectDocument(unit, row);
  });
}

/** Brings a sub-agent's meta file into its session. */
export function projectDocument(
  unit: UnitOfWork,
  document: { hostId: string; path: string; content: string },
): void {
  const file = classifyPath(document.path);
  if (file.kind !== 'agentMeta') return;
  const meta = parseJson(document.content);
  if (meta === undefined) return;
  const { pk } = sessionRowFor(unit, document.hostId, file.sessionId);
  unit.open(pk).projection.applyAgentMeta(file.agentId, meta);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Read in the middle of a rewrite: the agent sends it again when it is whole.
    return undefined;
  }
}
