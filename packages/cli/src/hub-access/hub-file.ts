import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const hubFileSchema = z.object({
  url: z.string(),
  /** Where people reach it, where that was said. */
  publicUrl: z.string().optional(),
  /** Admin key of this run of the hub; revoked when it stops, or by the next one. */
  apiKey: z.string(),
  apiKeyId: z.string(),
  pid: z.number().int(),
});

/** How commands on this machine find the running hub. */
export type HubFile = z.infer<typeof hubFileSchema>;

const NAME = 'running-hub.json';

/** Written whole or not at all, readable by the owner only: it holds a key. */
export function writeHubFile(dataDir: string, content: HubFile): void {
  const path = join(dataDir, NAME);
  const fresh = `${path}.${process.pid}`;
  rmSync(fresh, { force: true });
  // `wx`: never through a link.
  writeFileSync(fresh, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(fresh, path);
}

/** Null when no hub runs on this folder, or its file is not readable as such. */
export function readHubFile(dataDir: string): HubFile | null {
  try {
    const parsed = hubFileSchema.safeParse(JSON.parse(readFileSync(join(dataDir, NAME), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (
      error instanceof SyntaxError ||
      (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    ) {
      return null;
    }
    throw error;
  }
}

/** Removes the file of this process; another hub's stays. */
export function removeHubFile(dataDir: string): void {
  if (readHubFile(dataDir)?.pid === process.pid) rmSync(join(dataDir, NAME), { force: true });
}
