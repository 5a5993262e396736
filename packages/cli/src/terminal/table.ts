/** Columns of text, as wide as their widest cell; the last one is cut at the terminal's edge. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | null,
): string {
  const all = [header, ...rows];
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

/** Text without control characters: transcripts are foreign input and must not move the cursor. */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
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
