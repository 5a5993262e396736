import { decodeLine } from '../entries/line-bytes.ts';
import { isRecord } from '../entries/record.ts';
import { jsonExcess } from '../lines/json-bounds.ts';

/** The client's ids are UUIDs; what is much longer is none. */
const MAX_SESSION_ID_CHARS = 100;

/** The session a line belongs to, from the line itself: the only link of agent files of client 2.0. */
export function sessionIdOf(line: Uint8Array): string | null {
  const text = decodeLine(line);
  if (jsonExcess(text) !== null) return null;
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    // Not JSON: it names no session. The next line may.
    return null;
  }
  if (!isRecord(record)) return null;
  const { sessionId } = record;
  const isId = typeof sessionId === 'string' && sessionId !== '' && sessionId.length <= MAX_SESSION_ID_CHARS;
  return isId ? sessionId : null;
}
