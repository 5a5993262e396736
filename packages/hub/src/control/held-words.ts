import type { HostHoldings } from '@orrery/protocol';

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** What a machine brought, for people; null where it could not be counted. */
export function heldWords(holdings: HostHoldings | null): string {
  if (holdings === null) return 'what it brought could not be counted';
  const { sessions, files, documents, rawBytes } = holdings;
  const counts = [counted(sessions, 'session'), counted(files, 'file'), counted(documents, 'document')];
  return `${counts.join(', ')}, ${sizeWords(rawBytes)} of transcripts`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function sizeWords(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${UNITS[unit]}`;
}
