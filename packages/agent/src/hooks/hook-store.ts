import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { OrreryError } from '@orrery/protocol';
import * as z from 'zod';
import { errorCode } from '../files/error-code.ts';
import { NotFollowedError } from '../files/not-followed.ts';
import { openPrivateFolder, readPrivateFile, writeFileAtomic } from '../files/private-files.ts';
import { systemWords } from '../files/system-words.ts';
import type { HookTarget } from './settings/hook-entries.ts';

const fileSchema = z.object({
  /** Claude folder, as it was given. */
  root: z.string(),
  /** What its settings.json held before, base64; null where there was none. */
  original: z.string().nullable(),
  /** SHA-256 of what was written in its place. */
  writtenSha256: z.string(),
});

const storeSchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  /** Chosen once: the settings of every folder name it. */
  port: z.number().int().min(1).max(65_535),
  /** What a client's hook must present. */
  token: z.string().min(32),
  /** By which the receiver proves that it is this one; nobody is ever shown it. Empty in files of the version before. */
  proofKey: z.string().default(''),
  /** Folders with our hooks in their settings. */
  files: z.array(fileSchema),
});

/** What an agent remembers of the hooks that it has installed. */
export type HookStore = z.infer<typeof storeSchema>;

/** A settings file that holds our hooks, and how it was. */
export type InstalledFile = z.infer<typeof fileSchema>;

const NAME = 'hooks.json';

/** The agent's own file about its hooks: the receiver runs as long as it names a folder. */
export function hookStorePath(stateDir: string): string {
  return join(stateDir, NAME);
}

/** Null when hooks were never installed from this state folder. Throws `storage` where the file is damaged. */
export function readHookStore(stateDir: string): HookStore | null {
  const path = hookStorePath(stateDir);
  let text: string;
  try {
    text = readPrivateFile(stateDir, NAME);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    const words = error instanceof NotFollowedError ? error.message : `${path} cannot be read.`;
    throw new OrreryError('storage', words, { cause: error });
  }
  try {
    return storeSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${path} is damaged. Delete it, take its entries out of settings.json (orrery agent hooks uninstall --all), then install the hooks again.`;
    throw new OrreryError('storage', message, { cause });
  }
}

/** Readable for the owner only: it holds the token, and settings as they were. */
export function writeHookStore(stateDir: string, store: HookStore): void {
  try {
    openPrivateFolder(stateDir);
    writeFileAtomic(hookStorePath(stateDir), `${JSON.stringify(store, null, 2)}\n`);
  } catch (cause) {
    const why = systemWords(cause);
    throw new OrreryError('storage', `The agent cannot write to ${stateDir}: ${why}`, { cause });
  }
}

/** A new identity of a receiver. */
export function createHookTarget(port: number): HookTarget {
  return { id: randomBytes(9).toString('base64url'), port, token: createHookToken() };
}

/** 32 random bytes. */
export function createHookToken(): string {
  return randomBytes(32).toString('base64url');
}
