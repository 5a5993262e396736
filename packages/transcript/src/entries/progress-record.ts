import { idOf, objectOf, type RawRecord } from './record.ts';
import { NOTHING_READ, type RecordReading } from './record-reading.ts';

/**
 * A `progress` record. It repeats what is written elsewhere (whole messages of sub-agents among it), so it is no
 * entry and no tokens; in 2.1.19 it is the first to tell which call started which agent.
 */
export function readProgressRecord(record: RawRecord): RecordReading {
  const agentId = idOf(objectOf(record.data).agentId);
  const toolUseId = idOf(record.parentToolUseID);
  if (!agentId || !toolUseId) return NOTHING_READ;
  return { ...NOTHING_READ, signals: [{ type: 'agentSeen', agentId, toolUseId }] };
}
