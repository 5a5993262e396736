import * as z from 'zod';

/** What a tool was asked to do, in the form in which it is read best. */
export type ToolInput =
  | { kind: 'command'; command: string; description: string | null }
  | { kind: 'edit'; path: string; edits: { before: string; after: string }[] }
  | { kind: 'write'; path: string; content: string }
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
      return { kind: 'command', command: parsed.data.command, description: parsed.data.description ?? null };
  }
  if (tool === 'Edit') {
    const parsed = editSchema.safeParse(input);
    if (parsed.success) {
      const { file_path: path, old_string: before, new_string: after } = parsed.data;
      return { kind: 'edit', path, edits: [{ before, after }] };
    }
  }
  if (tool === 'MultiEdit') {
    const parsed = multiEditSchema.safeParse(input);
    if (parsed.success) {
      const edits = parsed.data.edits.map((edit) => ({ before: edit.old_string, after: edit.new_string }));
      return { kind: 'edit', path: parsed.data.file_path, edits };
    }
  }
  if (tool === 'Write') {
    const parsed = writeSchema.safeParse(input);
    if (parsed.success) return { kind: 'write', path: parsed.data.file_path, content: parsed.data.content };
  }
  return { kind: 'json', text: JSON.stringify(input, null, 2) ?? 'null' };
}
