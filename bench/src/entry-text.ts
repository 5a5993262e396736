import type { EntryView } from '@orrery/protocol';

/**
 * Every string of an entry that a search may find, one a line. Written for the comparison, apart from the hub's own
 * code, so that a mistake there is not repeated here.
 */
export function entryText(entry: EntryView): string {
  const strings: string[] = [];
  for (const part of entry.parts) {
    if (part.type === 'toolUse') {
      strings.push(part.name);
      collect(part.input, strings);
    } else if ('text' in part) {
      strings.push(part.text);
    }
  }
  if (entry.note !== undefined) strings.push(entry.note);
  return foldAscii(strings.join('\n'));
}

/** Search ignores the case of ASCII letters only. */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function collect(value: unknown, strings: string[]): void {
  if (typeof value === 'string') strings.push(value);
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) collect(item, strings);
}
