import {
  type BatchHeader,
  MAX_BATCH_BYTES,
  MAX_BATCH_LINES,
  MAX_LINE_BYTES,
  OrreryError,
} from '@orrery/protocol';

const NEWLINE = 0x0a;

/** What compression may add to bytes that do not compress. */
const MOST_OVERHEAD = 1024;

/** Raw bytes that a batch stands for; none of a line that was left on its machine. */
export function rawBytesOf({
  encoding,
  start,
  end,
}: Pick<BatchHeader, 'encoding' | 'start' | 'end'>): number {
  return encoding === 'skipped' ? 0 : end - start;
}

/** Refuses by its header alone what no agent ships, before a byte of it is unpacked or waits anywhere. */
export function checkBatchHeader(header: BatchHeader, payloadBytes: number): void {
  const rawBytes = rawBytesOf(header);
  const isPayloadOdd =
    (header.encoding === 'skipped' && payloadBytes > 0) ||
    (header.encoding === 'none' && payloadBytes !== rawBytes) ||
    payloadBytes > rawBytes + rawBytes / 64 + MOST_OVERHEAD;
  if (header.end <= header.start || isPayloadOdd) {
    throw new OrreryError('invalid', 'The range or the payload of a batch makes no sense.');
  }
  if (rawBytes > MAX_LINE_BYTES) {
    throw new OrreryError('tooLarge', `A batch claims ${rawBytes} bytes; the most is ${MAX_LINE_BYTES}.`);
  }
}

/** Refuses lines that no agent ships: a large batch is one line, and a small one has a bounded number of them. */
export function checkLines(lines: Uint8Array): void {
  if (lines.length > MAX_BATCH_BYTES) {
    if (lines.indexOf(NEWLINE) === lines.length - 1) return;
    throw new OrreryError('tooLarge', `A batch over ${MAX_BATCH_BYTES} bytes is not one line.`);
  }
  let count = 0;
  for (let at = lines.indexOf(NEWLINE); at !== -1; at = lines.indexOf(NEWLINE, at + 1)) count += 1;
  if (count > MAX_BATCH_LINES) {
    throw new OrreryError('tooLarge', `A batch has ${count} lines; the most is ${MAX_BATCH_LINES}.`);
  }
}
