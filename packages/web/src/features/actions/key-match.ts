/** The parts of a key press that matter. */
export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** What a press means: an action's keys, the first of two, or nothing. */
export type KeyResult =
  | { kind: 'match'; keys: string }
  | { kind: 'first'; letter: string }
  | { kind: 'none' };

/** Reads a press. `pending` is the letter before it, if it can begin a pair such as `G O`. */
export function matchKeys(press: KeyPress, table: readonly string[], pending: string | null): KeyResult {
  const name = nameOf(press);
  if (name === null) return { kind: 'none' };
  if (pending !== null && table.includes(`${pending} ${name}`))
    return { kind: 'match', keys: `${pending} ${name}` };
  if (table.includes(name)) return { kind: 'match', keys: name };
  if (table.some((keys) => keys.startsWith(`${name} `))) return { kind: 'first', letter: name };
  return { kind: 'none' };
}

/** A press as the table writes it. */
export function nameOf(press: KeyPress): string | null {
  if (press.ctrlKey || press.metaKey) {
    return press.altKey || press.key.length !== 1 ? null : `Mod+${press.key.toUpperCase()}`;
  }
  // With Alt some layouts give other letters: the place of the key counts.
  if (press.altKey) return press.code.startsWith('Digit') ? `Alt+${press.code.slice(5)}` : null;
  if (/^F\d+$/.test(press.key)) return press.shiftKey ? `Shift+${press.key}` : press.key;
  return press.key.length === 1 ? press.key.toUpperCase() : null;
}

/** True for keys that a field needs itself. */
export function isTypingKey(keys: string): boolean {
  return !keys.startsWith('Mod+') && !keys.startsWith('Alt+') && !/F\d+$/.test(keys);
}

/** True where letters are text. */
export function isField(element: Element | null): boolean {
  return (
    element !== null &&
    (element.matches('input, textarea, select, [role="textbox"]') ||
      element.closest('[contenteditable="true"]') !== null)
  );
}
