import { join } from 'node:path';
import { OrreryError } from '@orrery/protocol';
import * as z from 'zod';
import { errorCode } from '../files/error-code.ts';
import { NotFollowedError } from '../files/not-followed.ts';
import { openPrivateFolder, readPrivateFile, writeFileAtomic } from '../files/private-files.ts';
import { systemWords } from '../files/system-words.ts';
import { createKeyPair, exportKeyPair, importKeyPair, type KeyPair } from './key-pair.ts';

const storedSchema = z.object({
  version: z.literal(1),
  publicKey: z.string().length(43),
  privateKey: z.string().length(43),
  hubUrl: z.string(),
  /** base64url SHA-256 of the one hub key that is trusted. */
  hubKeyHash: z.string().nullable(),
  /** Written since what the owner allows has a file of its own, so that one which is gone is not taken for one never written. */
  keepsGrants: z.boolean().default(false),
});

/** Who this agent is and which hub it trusts: all that an agent ever writes to disk. */
export interface Identity {
  keys: KeyPair;
  hubUrl: string;
  hubKeyHash: string | null;
  /** False for an agent of the version before, until it is started for the first time. */
  keepsGrants: boolean;
}

const NAMES = ['identity.json', 'identity.backup.json'] as const;

/** Injected so that tests can fill the disk. */
export type WriteFile = (path: string, text: string) => void;

/**
 * Reads the identity, from its second copy where the first one is damaged. Null when there is none yet; throws
 * `storage` when there was one and no copy can be read: a new key would make this machine a second host, so a person
 * has to say so.
 */
export function readIdentity(stateDir: string): Identity | null {
  const failures: unknown[] = [];
  for (const name of NAMES) {
    try {
      return parseIdentity(readPrivateFile(stateDir, name));
    } catch (error) {
      if (error instanceof NotFollowedError)
        throw new OrreryError('storage', error.message, { cause: error });
      if (errorCode(error) !== 'ENOENT') failures.push(error);
    }
  }
  if (failures.length === 0) return null;
  throw new OrreryError(
    'storage',
    `The agent's identity in ${stateDir} is damaged. Delete that folder and join this machine again with a new token.`,
    { cause: failures[0] },
  );
}

/** Writes both copies, readable for the owner only. Throws `storage` with what to do. */
export function writeIdentity(
  stateDir: string,
  identity: Identity,
  writeFile: WriteFile = writeFileAtomic,
): void {
  const stored = {
    version: 1,
    ...exportKeyPair(identity.keys),
    hubUrl: identity.hubUrl,
    hubKeyHash: identity.hubKeyHash,
    keepsGrants: identity.keepsGrants,
  };
  const text = `${JSON.stringify(stored, null, 2)}\n`;
  try {
    openPrivateFolder(stateDir);
    for (const name of NAMES) writeFile(join(stateDir, name), text);
  } catch (cause) {
    const why = systemWords(cause);
    throw new OrreryError('storage', `The agent cannot write its identity to ${stateDir}: ${why}`, { cause });
  }
}

/** A new key pair for a hub that has not been met. */
export function createIdentity(hubUrl: string): Identity {
  return { keys: createKeyPair(), hubUrl, hubKeyHash: null, keepsGrants: true };
}

function parseIdentity(text: string): Identity {
  const stored = storedSchema.parse(JSON.parse(text));
  const { hubUrl, hubKeyHash, keepsGrants } = stored;
  return { keys: importKeyPair(stored), hubUrl: withoutPassword(hubUrl), hubKeyHash, keepsGrants };
}

/** Earlier versions kept what was written before the host name; nothing shows it any more. */
function withoutPassword(hubUrl: string): string {
  if (!URL.canParse(hubUrl)) return hubUrl;
  const url = new URL(hubUrl);
  if (url.username === '' && url.password === '') return hubUrl;
  url.username = '';
  url.password = '';
  return url.href;
}
