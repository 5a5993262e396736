import type { Ack } from '@orrery/protocol';
import type { Cursor } from '../tail/cursor.ts';
import type { InFlight, TrackedFile } from '../tail/tracked-file.ts';

const FIRST_DELAY_MS = 20;

/**
 * Takes the hub's word for a batch. Returns null when all went as expected, else the delay after which the file is to
 * be read again from `rewindTo` (once nothing of it is in flight any more).
 */
export function applyAck(file: TrackedFile, sent: InFlight, ack: Ack): number | null {
  const isExpected =
    ack.outcome === 'committed' &&
    ack.generation === sent.cursor.generation &&
    ack.committed === sent.cursor.offset;
  if (isExpected) {
    file.committed = sent.cursor;
    if (file.rewindTo === null) file.refusals = 0;
    return file.rewindTo === null ? null : delayAfter(file.refusals);
  }
  file.rewindTo = cursorSaidBy(ack, file);
  file.refusals += 1;
  return delayAfter(file.refusals);
}

/** Where the hub says the file stands. What cannot be tied to bytes that this agent knows is read anew. */
function cursorSaidBy(ack: Ack, file: TrackedFile): Cursor {
  const { generation, committed: offset } = ack;
  const known = file.committed;
  if (known.generation === generation && known.offset === offset) return known;
  if (offset === 0) return { generation, offset, identity: null };
  // Same generation: the bytes before `sent` were checked a moment ago. Whether a line begins there is asked when it is read.
  if (generation === file.sent.generation) return { generation, offset, identity: null };
  return { generation: generation + 1, offset: 0, identity: null };
}

function delayAfter(refusals: number): number {
  return FIRST_DELAY_MS * 2 ** Math.min(refusals, 12);
}
