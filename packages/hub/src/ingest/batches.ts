import type { Ack, BatchHeader, Document } from '@orrery/protocol';
import { classifyPath, isPlausibleTime, jsonExcess, sessionIdOf } from '@orrery/transcript';
import type { ChunkRow, FileRow } from '../storage/rows.ts';
import { checkBatchHeader, checkLines } from './check-batch.ts';
import { decideCommit } from './commit-rule.ts';
import { endBatch } from './flush-session.ts';
import { chunkLines, verifiedLines } from './inflate-payload.ts';
import { ingestLines, ingestSkipped, namedSession } from './ingest-lines.ts';
import { releaseMemory } from './release-memory.ts';
import { sessionRowFor } from './session-rows.ts';
import type { HostUnit, Units } from './unit-of-work.ts';
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
  return units.runFor(batch.hostId, (unit) => commitInto(unit, batch));
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
      const acks = units.run((unit) => batches.map((batch) => commitInto(unit.of(batch.hostId), batch)));
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

function commitInto(unit: HostUnit, batch: HostBatch): Ack {
  checkBatchHeader(batch.header, batch.payload.length);
  const lines = verifiedLines(batch.header, batch.payload);
  try {
    if (lines !== null) checkLines(lines);
    return commitLines(unit, batch, lines);
  } finally {
    if (lines !== null && lines.buffer !== batch.payload.buffer) releaseMemory(lines);
  }
}

function commitLines(unit: HostUnit, batch: HostBatch, lines: Uint8Array | null): Ack {
  const { header, payload } = batch;
  const { hostId } = unit;
  const stored = unit.storage.file(hostId, header.root, header.path);
  const held = { generation: stored?.generation ?? 0, committed: stored?.committed ?? 0 };
  const decision = decideCommit(held, header);
  const answer = { type: 'ack' as const, root: header.root, path: header.path };
  if (decision.kind === 'refuse' || lines === null) return { ...answer, ...held, outcome: 'refused' };
  if (decision.kind === 'known') return { ...answer, ...held, outcome: 'committed' };

  const fresh = lines.subarray(decision.start - header.start);
  const file = writeFile(unit, stored ?? newFile(unit, header), header, fresh);
  if (stored && stored.sessionPk === null) projectEarlier(unit, file);
  const chunk = {
    filePk: file.pk,
    generation: header.generation,
    payloadStart: header.start,
    start: decision.start,
    end: header.end,
    encoding: header.encoding,
    payload: header.encoding === 'skipped' ? new Uint8Array(0) : payload,
    receivedAt: unit.now,
  };
  unit.storage.addChunk(chunk);
  projectChunk(unit, file, chunk, fresh);
  const { generation, committed } = file;
  return { ...answer, generation, committed, outcome: 'committed' };
}

function newFile({ hostId, now }: HostUnit, header: BatchHeader): FileRow {
  const file = classifyPath(header.path);
  const { root, path, identity } = header;
  const { birthtimeMs } = identity;
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
    birthMs: isPlausibleTime(birthtimeMs, now) ? Math.round(birthtimeMs) : UNKNOWN_BIRTH,
  };
}

function writeFile(unit: HostUnit, file: FileRow, header: BatchHeader, lines: Uint8Array): FileRow {
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
function sessionOfFile(unit: HostUnit, file: FileRow, lines: Uint8Array): number | null {
  const kind = classifyPath(file.path);
  if (kind.kind !== 'main' && kind.kind !== 'agent') return null;
  const uuid = kind.sessionId ?? namedSession(lines, sessionIdOf);
  return uuid === null ? null : sessionRowFor(unit, uuid).pk;
}

/** The lines of a file that told its session only now. */
function projectEarlier(unit: HostUnit, file: FileRow): void {
  if (file.sessionPk === null) return;
  for (const { pk } of unit.storage.chunkRefs(file.pk)) {
    const chunk = unit.storage.chunk(pk);
    if (chunk) projectChunk(unit, file, chunk, chunkLines(chunk));
  }
}

/** Brings a chunk's lines into the projections of its session. */
export function projectChunk(
  unit: HostUnit,
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
    receivedAt: chunk.receivedAt ?? receivedBefore(unit.storage),
  });
  for (const { leafUuid, text } of foreignSummaries) applySummary(unit, leafUuid, text);
  if (usage.size > 0) {
    unit.markTotals();
    settleUsage(unit, session, file, usage);
  }
  endBatch(unit.storage, session);
}

/** Chunks that an older hub took do not say when they came: it was before the update that this tells. */
function receivedBefore(storage: HostUnit['storage']): number {
  return Number(storage.meta('receivedBefore') ?? Number.MAX_SAFE_INTEGER);
}

/** A summary for a conversation in another file, which may be here or yet to come. */
function applySummary(unit: HostUnit, leafUuid: string, text: string): void {
  unit.storage.putSummary(unit.hostId, leafUuid, text);
  for (const { row, projection } of unit.sessionsByLeaf(leafUuid)) {
    if (row.leafUuid === leafUuid) projection.applySummary(leafUuid, text);
  }
}

/** Keeps a document and applies it. */
export function commitDocument(units: Units, hostId: string, document: Document): void {
  units.runFor(hostId, (unit) => {
    const { root, path, sha256, content } = document;
    const row = { hostId, root, path, sha256, content, afterChunk: unit.storage.lastChunkPk() };
    unit.storage.putDocument(row);
    projectDocument(unit, row);
  });
}

/** Brings a sub-agent's meta file into its session. */
export function projectDocument(unit: HostUnit, document: { path: string; content: string }): void {
  const file = classifyPath(document.path);
  if (file.kind !== 'agentMeta') return;
  const meta = parseJson(document.content);
  if (meta === undefined) return;
  const { pk } = sessionRowFor(unit, file.sessionId);
  unit.open(pk).projection.applyAgentMeta(file.agentId, meta);
}

function parseJson(text: string): unknown {
  if (jsonExcess(text) !== null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Read in the middle of a rewrite: the agent sends it again when it is whole.
    return undefined;
  }
}
