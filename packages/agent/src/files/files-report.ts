import { join } from 'node:path';
import * as z from 'zod';
import { errorCode } from './error-code.ts';
import { NotFollowedError } from './not-followed.ts';
import { readPrivateFile, writeFileAtomic } from './private-files.ts';

const reportSchema = z.object({
  /** Folders that links may lead to. */
  follow: z.array(z.string()),
  /** What is left out, in words. */
  notFollowed: z.array(z.string()),
});

/** What an agent says of the files it does not read, for commands that look from outside. */
export type FilesReport = z.infer<typeof reportSchema>;

const NAME = 'files.json';

/** Keeps it in the agent's state folder. */
export function writeFilesReport(stateDir: string, report: FilesReport): void {
  writeFileAtomic(join(stateDir, NAME), `${JSON.stringify(report, null, 2)}\n`);
}

/** Null where no agent has told yet, or its file cannot be used. */
export function readFilesReport(stateDir: string): FilesReport | null {
  try {
    const parsed = reportSchema.safeParse(JSON.parse(readPrivateFile(stateDir, NAME)));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (errorCode(error) !== null || error instanceof SyntaxError || error instanceof NotFollowedError)
      return null;
    throw error;
  }
}
