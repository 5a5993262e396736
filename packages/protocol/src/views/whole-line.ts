import type { PermissionRequestView } from './permission-request-view.ts';

/** What a notification, a card and a row of the palette show without cutting it, on a phone too. */
const MAX_LINE_CHARS = 80;
const MAX_NAME_CHARS = 40;

/** No sign that cannot be seen, or that turns or breaks the line. */
const PLAIN = /^[^\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+$/u;

/**
 * The whole of what a permission request would do, where that is one short line. Null where there is more to read than
 * such a line: then nothing that shows only a line may offer to approve it.
 */
export function wholeLine(
  request: Pick<PermissionRequestView, 'kind' | 'tool' | 'text' | 'input' | 'isWhole' | 'agentType'>,
): string | null {
  const { kind, tool, text, input, isWhole, agentType } = request;
  if (kind !== 'permission' || !isWhole || typeof input !== 'object' || input === null) return null;
  // The client's own words about a command change nothing of what runs.
  const fields = Object.entries(input).filter(([name]) => !(tool === 'Bash' && name === 'description'));
  const isAll = fields.length === 1 && fields[0]?.[1] === text;
  const isOneLine = text.length <= MAX_LINE_CHARS && PLAIN.test(text) && text.trim() === text;
  const hasPlainNames = [tool, agentType ?? 'Claude'].every(
    (name) => name.length <= MAX_NAME_CHARS && PLAIN.test(name),
  );
  // Where spaces follow each other, a page shows one.
  return isAll && isOneLine && hasPlainNames && !/\s\s|[^\S ]/.test(text) ? text : null;
}
