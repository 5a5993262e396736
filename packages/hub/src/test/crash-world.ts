import { answerLine, promptLine } from './transcript-file.ts';

export const FILES = 3;
export const LINES_PER_BATCH = 5;
const LINES = 600;

/** Id of the session in one of the files. */
export function crashSession(index: number): string {
  return `00000000-0000-4000-8000-00000000000${index}`;
}

export function crashPath(index: number): string {
  return `projects/-p/${crashSession(index)}.jsonl`;
}

/** The same lines in every process. */
export function crashLines(index: number): Buffer[] {
  return Array.from({ length: LINES }, (_, line) => {
    const options = {
      at: 1_700_000_000_000 + line * 1_000,
      uuid: `${String(index).padStart(8, '0')}-0000-4000-8000-${String(line).padStart(12, '0')}`,
      sessionId: crashSession(index),
      messageId: `msg-${index}-${line}`,
    };
    const text = `line ${line} of file ${index}: ${'lorem ipsum '.repeat(line % 40)}`;
    return Buffer.from(`${line % 2 === 0 ? promptLine(text, options) : answerLine(text, options)}\n`);
  });
}
