import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isThere } from '../files/look.ts';
import { choosePort } from './choose-port.ts';
import {
  createHookTarget,
  createHookToken,
  type HookStore,
  type InstalledFile,
  readHookStore,
  writeHookStore,
} from './hook-store.ts';
import { findOldClient } from './old-clients.ts';
import { addHooks, findHooks, hasOtherHooks, removeHooks } from './settings/edit-hooks.ts';
import { describeOthers, type HookTarget, OLDEST_CLIENT } from './settings/hook-entries.ts';
import type { Environment } from './settings/proxy-obstacle.ts';
import { decodeSettings, parseSettingsText } from './settings/settings-document.ts';
import {
  readSettingsFile,
  replaceSettingsFile,
  SettingsError,
  type SettingsFile,
} from './settings/settings-file.ts';
import { findManagedObstacles, findObstacles, findProxy } from './settings/settings-obstacles.ts';

/** What became of one Claude folder. */
export interface HookChange {
  root: string;
  outcome: 'installed' | 'unchanged' | 'restored' | 'removed' | 'refused';
  /** For people: what was done, or why nothing was. */
  message: string;
  /** What a person should know although it worked. */
  warnings: string[];
}

/** Others write settings as well; after so many lost races a person has to look. */
const TRIES = 5;

/** Adds the hooks to the settings of every folder; what is there stays as it is. Safe to repeat. */
export async function installHooks(options: {
  stateDir: string;
  roots: readonly string[];
  nowMs: number;
  /** Install although an old client would skip the whole settings file. */
  isForced?: boolean;
  /** As clients are started in, most likely. */
  env?: Environment;
}): Promise<HookChange[]> {
  const { stateDir, roots, nowMs, isForced = false, env = process.env } = options;
  const oldClients = new Map(roots.map((root) => [root, isForced ? null : findOldClient(root, nowMs)]));
  const port = readHookStore(stateDir)?.port ?? (await choosePort());
  // From here on nothing waits: what two people ask for at once is done one after the other.
  const store = openStore(stateDir, port);
  return roots.map((root) => {
    const old = oldClients.get(root) ?? null;
    if (old !== null) {
      return refused(
        root,
        `Claude Code ${old} was used here lately. Before ${OLDEST_CLIENT} it does not know these hooks, and may skip the whole settings file because of them, permission rules included. Update it first, or install with --force.`,
      );
    }
    return attempt(root, () => installInto({ stateDir, store, root, env }));
  });
}

/** Takes the hooks out again: byte for byte where nobody has changed the file since. */
export function uninstallHooks(options: {
  stateDir: string;
  roots: readonly string[];
  /** Those of every Orrery agent of the account, also of agents that are gone. */
  isForAll?: boolean;
}): HookChange[] {
  const { stateDir, roots, isForAll = false } = options;
  const store = readHookStore(stateDir);
  return roots.map((root) => {
    const own =
      store === null
        ? change(root, 'unchanged', 'Holds no hooks of this agent.')
        : attempt(root, () => uninstallFrom(stateDir, store, root));
    if (own.outcome === 'refused' || !isThere(join(root, 'settings.json'))) return own;
    return attempt(root, () => (isForAll ? removeOthers(root, own) : withOthers(root, store?.id ?? '', own)));
  });
}

/** Says what of other agents is left in the file. */
function withOthers(root: string, id: string, own: HookChange): HookChange {
  return { ...own, warnings: [...own.warnings, ...othersIn(readSettingsFile(root), id)] };
}

function othersIn(file: SettingsFile, id: string): string[] {
  const document = parseSettingsText(textOf(file));
  return document.kind === 'settings' && hasOtherHooks(document, id) ? [describeOthers(file.path)] : [];
}

function removeOthers(root: string, own: HookChange): Attempt {
  const file = readSettingsFile(root);
  const text = textOf(file);
  const next = removeHooks(text, null, null);
  if (typeof next !== 'string') return refused(root, leftAlone(file, next.problem));
  if (next === text) return own;
  if (!replaceSettingsFile(file, Buffer.from(next))) return null;
  return change(root, 'removed', `The entries of every Orrery agent were taken out of ${file.path}.`);
}

function openStore(stateDir: string, port: number): HookStore {
  const known = readHookStore(stateDir);
  if (known === null)
    return { version: 1, ...createHookTarget(port), proofKey: createHookToken(), files: [] };
  // Nobody uses the old token any more.
  return known.files.length === 0
    ? { ...known, token: createHookToken(), proofKey: createHookToken() }
    : known;
}

/** Makes the entries of these folders name another port or token; all else of an installation stays. */
export function retargetHooks(stateDir: string, store: HookStore, roots: readonly string[]): HookChange[] {
  const target = { ...store };
  return roots.map((root) => attempt(root, () => installInto({ stateDir, store: target, root, env: {} })));
}

/** Null: somebody wrote the file meanwhile, look again. */
type Attempt = HookChange | null;

function attempt(root: string, run: () => Attempt): HookChange {
  try {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const result = run();
      if (result !== null) return result;
    }
    return refused(root, 'Its settings.json is being written by something else all the time. Try again.');
  } catch (error) {
    if (error instanceof SettingsError) return refused(root, error.message);
    throw error;
  }
}

function installInto(options: {
  stateDir: string;
  store: HookStore;
  root: string;
  env: Environment;
}): Attempt {
  const { stateDir, store, root, env } = options;
  const file = readSettingsFile(root);
  const text = textOf(file);
  const before = parseSettingsText(text);
  if (before.kind === 'unusable') return refused(root, leftAlone(file, before.problem));
  const warnings = [...warningsOf(file, root, store), ...findProxy(before, env)];
  const known = store.files.find((entry) => entry.root === root);
  if (known !== undefined && findHooks(before, store).isComplete) {
    return { ...change(root, 'unchanged', `The hooks were in ${file.path} already.`), warnings };
  }
  const next = addHooks(text, store);
  if (typeof next !== 'string') return refused(root, leftAlone(file, next.problem));
  const bytes = Buffer.from(next);
  // The copy is kept before the file is touched: a crash in between loses nothing.
  const entry: InstalledFile = {
    root,
    original: originalOf(file, text, known, store),
    writtenSha256: sha256(bytes),
  };
  writeStore(stateDir, store, [...store.files.filter((other) => other.root !== root), entry]);
  let isReplaced = false;
  try {
    isReplaced = replaceSettingsFile(file, bytes);
  } finally {
    if (!isReplaced) writeStore(stateDir, store, withEntry(store.files, root, known));
  }
  if (!isReplaced) return null;
  return { ...change(root, 'installed', `Added to ${file.path}; what was there stays as it was.`), warnings };
}

function uninstallFrom(stateDir: string, store: HookStore, root: string): Attempt {
  const known = store.files.find((entry) => entry.root === root);
  const forget = (): void => writeStore(stateDir, store, withEntry(store.files, root, undefined));
  if (!isThere(root)) {
    if (known !== undefined) forget();
    return change(root, 'unchanged', 'The folder is not there any more.');
  }
  const file = readSettingsFile(root);
  if (file.bytes === null) {
    if (known !== undefined) forget();
    return change(root, 'unchanged', 'There is no settings.json any more.');
  }
  const original = keptOriginal(known);
  if (known !== undefined && sha256(file.bytes) === known.writtenSha256) {
    if (!replaceSettingsFile(file, original)) return null;
    forget();
    const how = original === null ? 'is removed again, as before' : 'is as it was before, byte for byte';
    return change(root, 'restored', `${file.path} ${how}.`);
  }
  const text = textOf(file);
  const next = removeHooks(text, store.id, original === null ? null : decodeSettings(original));
  if (typeof next !== 'string') return refused(root, leftAlone(file, next.problem));
  if (next !== text && !replaceSettingsFile(file, Buffer.from(next))) return null;
  if (known !== undefined) forget();
  if (next === text) return change(root, 'unchanged', `${file.path} holds no hooks of this agent.`);
  return change(
    root,
    'removed',
    `${file.path} was changed since the installation, so only Orrery's entries were taken out; the rest stays as it is now.`,
  );
}

/** What an uninstall goes back to: the first original while the file is ours, else what it would be without our entries. */
function originalOf(
  file: SettingsFile,
  text: string,
  known: InstalledFile | undefined,
  target: HookTarget,
): string | null {
  if (file.bytes === null) return null;
  if (known !== undefined && sha256(file.bytes) === known.writtenSha256) return known.original;
  const first = keptOriginal(known);
  const without = removeHooks(text, target.id, first === null ? null : decodeSettings(first));
  return Buffer.from(typeof without === 'string' ? without : text).toString('base64');
}

/** Null where there was no file, or nothing is known of it. */
function keptOriginal(known: InstalledFile | undefined): Buffer | null {
  return known === undefined || known.original === null ? null : Buffer.from(known.original, 'base64');
}

function warningsOf(file: SettingsFile, root: string, target: HookTarget): string[] {
  const document = parseSettingsText(textOf(file));
  const warnings =
    document.kind === 'settings' ? findObstacles(document, target, `${root}/settings.json`) : [];
  warnings.push(...findManagedObstacles(target), ...othersIn(file, target.id));
  if (file.mode !== null && (file.mode & 0o044) !== 0) {
    warnings.push(
      `${file.path} can be read by other accounts of this machine, and with it the token that lets them act as a client's hook. To close it: chmod 600 ${file.path}`,
    );
  }
  return warnings;
}

function textOf(file: SettingsFile): string {
  const text = file.bytes === null ? '' : decodeSettings(file.bytes);
  if (text === null) throw new SettingsError(leftAlone(file, 'is not UTF-8 text'));
  return text;
}

function leftAlone(file: SettingsFile, problem: string): string {
  return `${file.path} ${problem}. Nothing was changed. Correct it and try again.`;
}

function withEntry(files: InstalledFile[], root: string, entry: InstalledFile | undefined): InstalledFile[] {
  const others = files.filter((other) => other.root !== root);
  return entry === undefined ? others : [...others, entry];
}

function writeStore(stateDir: string, store: HookStore, files: InstalledFile[]): void {
  store.files = files;
  writeHookStore(stateDir, store);
}

function change(root: string, outcome: HookChange['outcome'], message: string): HookChange {
  return { root, outcome, message, warnings: [] };
}

function refused(root: string, message: string): HookChange {
  return change(root, 'refused', message);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
