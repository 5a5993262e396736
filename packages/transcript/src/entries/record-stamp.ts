import { isPlausibleTime, plausibleTime } from './plausible-time.ts';
import { idOf, type RawRecord, timeOf } from './record.ts';

/** What chained records say about where, when and by which client they were written. */
export interface RecordStamp {
  uuid: string | null;
  parentUuid: string | null;
  at: number | null;
  /** The record's own time where it cannot be right; `at` is then within what can be. */
  wrongAt: number | null;
  isSidechain: boolean;
  agentId: string | null;
  sessionId: string | null;
  cwd: string | null;
  version: string | null;
  gitBranch: string | null;
  entrypoint: string | null;
}

/**
 * Reads the common fields; each is null when missing or of another type. `receivedAt` is when the record came from its
 * machine; without it any time is believed.
 */
export function readStamp(record: RawRecord, receivedAt: number | null): RecordStamp {
  const told = timeOf(record.timestamp);
  const isWrong = told !== null && receivedAt !== null && !isPlausibleTime(told, receivedAt);
  return {
    uuid: idOf(record.uuid),
    parentUuid: idOf(record.parentUuid) ?? idOf(record.logicalParentUuid),
    at: told === null || receivedAt === null ? told : plausibleTime(told, receivedAt),
    wrongAt: isWrong ? told : null,
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
