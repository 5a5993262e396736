import { withUnseenNamed } from '../format/visible-text.ts';

/** Told apart and sent back as they are; nobody reads them. */
const ID = /^(?:id|uuid|cursor|digest)$|(?:Id|Uuid|Cursor)$/;
/** To be copied and run as they are. */
const RUN = new Set(['argv', 'command']);
/** Told back as a digest, so kept as they came: whatever shows a request names the signs itself. */
const ASKED = 'requests';
/** Of messages the text and what a tool was asked: what draws them (Markdown, code, diffs) names the signs itself. */
const DRAWN = new Set(['text', 'input']);

/**
 * What the hub tells, with every name, title, branch, path and reason in it as a person may read it: signs that turn the text
 * around them or are not seen are named (`‹U+202E›`). Where a message arrives, and nowhere else: a component cannot forget it.
 */
export function withNamesShown<T>(told: T): T {
  return shown(told, false) as T;
}

function shown(value: unknown, isPart: boolean): unknown {
  if (typeof value === 'string') return withUnseenNamed(value);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) value[index] = shown(item, isPart);
    return value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Record<string, unknown>;
  for (const [name, field] of Object.entries(fields)) {
    if (name === ASKED || RUN.has(name) || ID.test(name) || (isPart && DRAWN.has(name))) continue;
    fields[name] = shown(field, name === 'parts');
  }
  return value;
}
