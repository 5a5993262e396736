import { decodeLine } from '../entries/line-bytes.ts';
import { isRecord } from '../entries/record.ts';

/** The session a line belongs to, from the line itself: the only link of agent files of client 2.0. */
export function sessionIdOf(line: Uint8Array): string | null {
  let record: unknown;
  try {
    record = JSON.parse(decodeLine(line));
  } catch {
    // Not JSON: it names no session. The next line may.
    return null;
  }
  if (!isRecord(record)) return null;
  return typeof record.sessionId === 'string' && record.sessionId !== '' ? record.sessionId : null;
}
