import * as z from 'zod';

/** What a tool was asked to do, in the form in which it is read best. */
export type ToolInput =
  | { kind: 'command'; command: string; description: string | null; rest: string | null }
  | { kind: 'edit'; path: string; edits: { before: string; after: string }[]; rest: string | null }
  | { kind: 'write'; path: string; content: string; rest: string | null }
  | { kind: 'json'; text: string };

const commandSchema = z.object({ command: z.string(), description: z.string().nullish() });
const editSchema = z.object({ file_path: z.string(), old_string: z.string(), new_string: z.string() });
const multiEditSchema = z.object({
  file_path: z.string(),
  edits: z.array(z.object({ old_string: z.string(), new_string: z.string() })),
});
const writeSchema = z.object({ file_path: z.string(), content: z.string() });

/** Reads a tool's input. What does not fit is shown as the JSON it is. */
export function readToolInput(tool: string, input: unknown): ToolInput {
  if (tool === 'Bash') {
    const parsed = commandSchema.safeParse(input);
    if (parsed.success)
      return {
        kind: 'command',
        command: parsed.data.command,
        description: parsed.data.description ?? null,
        rest: restOf(input, ['command', 'description']),
      };
  }
  if (tool === 'Edit') {
    const parsed = editSchema.safeParse(input);
    if (parsed.success) {
      const { file_path: path, old_string: before, new_string: after } = parsed.data;
      const rest = restOf(input, ['file_path', 'old_string', 'new_string']);
      return { kind: 'edit', path, edits: [{ before, after }], rest };
    }
  }
  if (tool === 'MultiEdit') {
    const parsed = multiEditSchema.safeParse(input);
    if (parsed.success) {
      const edits = parsed.data.edits.map((edit) => ({ before: edit.old_string, after: edit.new_string }));
      return { kind: 'edit', path: parsed.data.file_path, edits, rest: restOfEdits(input) };
    }
  }
  if (tool === 'Write') {
    const parsed = writeSchema.safeParse(input);
    if (parsed.success) {
      const { file_path: path, content } = parsed.data;
      return { kind: 'write', path, content, rest: restOf(input, ['file_path', 'content']) };
    }
  }
  return { kind: 'json', text: JSON.stringify(input, null, 2) ?? 'null' };
}

/** What else was asked (`run_in_background`, `replace_all`, fields of next year's client): nothing is left out. */
function restOf(input: unknown, shown: readonly string[]): string | null {
  const rest = Object.entries(input ?? {}).filter(([name]) => !shown.includes(name));
  return rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest));
}

function restOfEdits(input: unknown): string | null {
  const { edits, ...others } = input as { edits: unknown[] };
  const rests = edits.map((edit) => restOf(edit, ['old_string', 'new_string']));
  const own = restOf(others, ['file_path']);
  if (rests.every((rest) => rest === null)) return own;
  return JSON.stringify({
    ...others,
    file_path: undefined,
    edits: rests.map((rest) => JSON.parse(rest ?? '{}')),
  });
}
