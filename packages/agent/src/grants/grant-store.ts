import { join } from 'node:path';
import { ALL_GRANTS, type Grant, grantSchema, OrreryError } from '@orrery/protocol';
import * as z from 'zod';
import { errorCode } from '../files/error-code.ts';
import { NotFollowedError } from '../files/not-followed.ts';
import { openPrivateFolder, readPrivateFile, writeFileAtomic } from '../files/private-files.ts';
import { systemWords } from '../files/system-words.ts';

const NAME = 'grants.json';

const storedSchema = z.object({ version: z.literal(1), allow: z.array(grantSchema) });

/** The file in which the owner of a machine keeps what the hub may do there. */
export function grantStorePath(stateDir: string): string {
  return join(stateDir, NAME);
}

/** Null where there is no file; what that means, `grantsNow` knows. Throws `storage` where it cannot be read: then nothing is allowed. */
export function readGrants(stateDir: string): Grant[] | null {
  const path = grantStorePath(stateDir);
  try {
    return inOrder(storedSchema.parse(JSON.parse(readPrivateFile(stateDir, NAME))).allow);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    if (cause instanceof NotFollowedError) throw new OrreryError('storage', cause.message, { cause });
    throw new OrreryError(
      'storage',
      `${path} is damaged, so the hub may do nothing on this machine. To write it anew, say what the hub may do: orrery agent allow hooks close`,
      { cause },
    );
  }
}

/** What is said of a file that should be there. */
export function goneGrants(stateDir: string): string {
  return `${grantStorePath(stateDir)} is gone, so the hub may do nothing on this machine. Say what it may: orrery agent allow hooks close`;
}

/** Readable for the owner only. Throws `storage` with what to do. */
export function writeGrants(stateDir: string, allow: readonly Grant[]): void {
  try {
    openPrivateFolder(stateDir);
    writeFileAtomic(
      grantStorePath(stateDir),
      `${JSON.stringify({ version: 1, allow: inOrder(allow) }, null, 2)}\n`,
    );
  } catch (cause) {
    const why = systemWords(cause);
    throw new OrreryError('storage', `The agent cannot write to ${stateDir}: ${why}`, { cause });
  }
}

function inOrder(grants: readonly Grant[]): Grant[] {
  return ALL_GRANTS.filter((grant) => grants.includes(grant));
}
