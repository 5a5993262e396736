import { idOf, type RawRecord, timeOf } from './record.ts';

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
    uuid: idOf(record.uuid),
    parentUuid: idOf(record.parentUuid) ?? idOf(record.logicalParentUuid),
    at: timeOf(record.timestamp),
    isSidechain: record.isSidechain === true,
    agentId: idOf(record.agentId),
    sessionId: idOf(record.sessionId),
    cwd: pathOf(record.cwd),
    version: idOf(record.version),
    gitBranch: pathOf(record.gitBranch),
    entrypoint: idOf(record.entrypoint),
  };
}

/** Longest path of any system; what is longer names nothing. */
export const MAX_PATH_CHARS = 4096;

function pathOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_PATH_CHARS ? value : null;
}
