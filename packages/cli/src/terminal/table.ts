import { plainText } from './plain-text.ts';

/**
 * Columns of text, as wide as their widest cell; the last one is cut at the terminal's edge. Every cell is cleaned: what
 * stands in it may come from a transcript or another machine.
 */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | null,
): string {
  const all = [header, ...rows].map((row) => row.map(plainText));
  const widths = header.map((_, column) => Math.max(...all.map((row) => displayWidth(row[column] ?? ''))));
  return all
    .map((row) => {
      const text = row
        .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell))))
        .join('  ')
        .trimEnd();
      return width === null ? text : cutAt(text, width);
    })
    .join('\n');
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u;

function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

function cutAt(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += WIDE.test(character) ? 2 : 1;
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
