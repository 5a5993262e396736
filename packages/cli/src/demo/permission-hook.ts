import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';

const hookSchema = z.object({
  type: z.literal('http'),
  url: z.url(),
  headers: z.record(z.string(), z.string()),
});

const settingsSchema = z.object({
  hooks: z.object({ PermissionRequest: z.array(z.object({ hooks: z.array(hookSchema).min(1) })).min(1) }),
});

const replySchema = z.object({
  hookSpecificOutput: z.object({
    decision: z.discriminatedUnion('behavior', [
      z.object({
        behavior: z.literal('allow'),
        updatedInput: z.record(z.string(), z.unknown()).optional(),
        updatedPermissions: z.array(z.unknown()).default([]),
      }),
      z.object({ behavior: z.literal('deny'), message: z.string() }),
    ]),
  }),
});

/** Where a client sends its permission requests. */
export type PermissionHook = z.infer<typeof hookSchema>;

/** What somebody decided on a page, in the client's own format. */
export type Decision = z.infer<typeof replySchema>['hookSpecificOutput']['decision'];

/** Reads the settings of a Claude folder, as a client does; null where no hook is told of requests. */
export function readPermissionHook(root: string): PermissionHook | null {
  try {
    const settings = settingsSchema.safeParse(JSON.parse(readFileSync(join(root, 'settings.json'), 'utf8')));
    return settings.data?.hooks.PermissionRequest[0]?.hooks[0] ?? null;
  } catch (error) {
    if (isMissingOrCut(error)) return null;
    throw error;
  }
}

/** Sends a request and waits for the decision, however long it takes; null when nothing is decided there. */
export async function sendPermissionRequest(
  hook: PermissionHook,
  payload: object,
  signal: AbortSignal,
): Promise<Decision | null> {
  try {
    const reply = replySchema.safeParse(JSON.parse(await post(hook, JSON.stringify(payload), signal)));
    return reply.data?.hookSpecificOutput.decision ?? null;
  } catch (error) {
    // As in a client: a receiver that is not there, or goes away, decides nothing, and the dialog stays.
    if (isMissingOrCut(error)) return null;
    throw error;
  }
}

/** Not `fetch`: it gives up on an answer after five minutes. */
async function post({ url, headers }: PermissionHook, body: string, signal: AbortSignal): Promise<string> {
  return await new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', agent: false, signal, headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('error', reject);
        response.on('end', () => resolve(text));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function isMissingOrCut(error: unknown): boolean {
  return error instanceof SyntaxError || (error instanceof Error && 'code' in error);
}
