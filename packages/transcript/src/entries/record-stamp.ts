import { type RawRecord, stringOf, timeOf } from './record.ts';

/** What chained records say about where, when and by which client they were written. */
export interface RecordStamp {
  uuid: string | null;
  parentUuid: string | null;
  at: number | null;
  isSidechain: boolean;
  agentId: string | null;
  sessionId: string | null;
  cwd: string | null;
  version: string | null;
  gitBranch: string | null;
  entrypoint: string | null;
}

/** Reads the common fields; each is null when missing or of another type. */
export function readStamp(record: RawRecord): RecordStamp {
  return {
    uuid: nonEmpty(record.uuid),
    parentUuid: nonEmpty(record.parentUuid) ?? nonEmpty(record.logicalParentUuid),
    at: timeOf(record.timestamp),
    isSidechain: record.isSidechain === true,
    agentId: nonEmpty(record.agentId),
    sessionId: nonEmpty(record.sessionId),
    cwd: nonEmpty(record.cwd),
    version: nonEmpty(record.version),
    gitBranch: nonEmpty(record.gitBranch),
    entrypoint: nonEmpty(record.entrypoint),
  };
}

function nonEmpty(value: unknown): string | null {
  const text = stringOf(value);
  return text === '' ? null : text;
}
