import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A folder of transcripts that other people published, which is not ours to copy: from `ORRERY_PUBLIC_TRANSCRIPTS`, or where
 * a developer keeps it beside the checkout. Null where there is none: the tests that read it are then skipped.
 */
export const PUBLIC_FOLDER: string | null = findFolder();

function findFolder(): string | null {
  const beside = fileURLToPath(new URL('../../../../../shared/claude-code/public', import.meta.url));
  const folder = process.env.ORRERY_PUBLIC_TRANSCRIPTS ?? beside;
  return existsSync(folder) ? folder : null;
}
