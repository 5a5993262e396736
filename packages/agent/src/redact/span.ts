/** Bytes [start, end) to overwrite. */
export interface Span {
  start: number;
  end: number;
  /** Kind of secret; empty: a continuation, only stars. */
  label: string;
}

const STAR = 42;

/**
 * Overwrites a secret: `[redacted:kind]`, filled up with stars, cut where the secret is shorter. The number of bytes
 * stays, and the mark has no byte that means something in JSON.
 */
export function overwrite(bytes: Buffer, span: Span): void {
  bytes.fill(STAR, span.start, span.end);
  if (span.label === '') return;
  const mark = `[redacted:${span.label}]`;
  bytes.write(mark.slice(0, span.end - span.start), span.start, 'latin1');
}
