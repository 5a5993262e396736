import {
  type BatchHeader,
  MAX_BATCH_BYTES,
  MAX_BATCH_LINES,
  MAX_FILE_BYTES,
  MAX_LINE_BYTES,
  MAX_SKIPPED_BYTES,
  OrreryError,
} from '@orrery/protocol';

const NEWLINE = 0x0a;

/** No agent of this version sends what is refused here. */
const UPDATE = 'Update the agent of this machine.';

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
    throw new OrreryError('invalid', `The range or the payload of a batch makes no sense. ${UPDATE}`);
  }
  if (header.end > MAX_FILE_BYTES) {
    throw new OrreryError('tooLarge', `A batch goes beyond byte ${MAX_FILE_BYTES} of its file. ${UPDATE}`);
  }
  if (header.end - header.start > MAX_SKIPPED_BYTES) {
    throw new OrreryError('tooLarge', `A batch leaves out over ${MAX_SKIPPED_BYTES} bytes. ${UPDATE}`);
  }
  if (rawBytes > MAX_LINE_BYTES) {
    throw new OrreryError(
      'tooLarge',
      `A batch claims ${rawBytes} bytes; the most is ${MAX_LINE_BYTES}. ${UPDATE}`,
    );
  }
}

/** Refuses lines that no agent ships: a large batch is one line, and a small one has a bounded number of them. */
export function checkLines(lines: Uint8Array): void {
  if (lines.length > MAX_BATCH_BYTES) {
    if (lines.indexOf(NEWLINE) === lines.length - 1) return;
    throw new OrreryError('tooLarge', `A batch of several lines is over ${MAX_BATCH_BYTES} bytes. ${UPDATE}`);
  }
  let count = 0;
  for (let at = lines.indexOf(NEWLINE); at !== -1; at = lines.indexOf(NEWLINE, at + 1)) count += 1;
  if (count > MAX_BATCH_LINES) {
    throw new OrreryError(
      'tooLarge',
      `A batch has ${count} lines; the most is ${MAX_BATCH_LINES}. ${UPDATE}`,
    );
  }
}
