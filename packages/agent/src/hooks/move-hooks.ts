import { createHookToken, type HookStore, readHookStore, writeHookStore } from './hook-store.ts';
import { type HookChange, retargetHooks } from './installer.ts';
import { type FoundHooks, findHooks } from './settings/edit-hooks.ts';
import { decodeSettings, parseSettingsText } from './settings/settings-document.ts';
import { readSettingsFile, SettingsError } from './settings/settings-file.ts';

/**
 * A fresh token in every folder whose hooks are whole, as every start begins: what somebody was sent on the port while the
 * agent was not there is worth nothing afterwards. Where one folder cannot be written, all keep the old one.
 */
export function renewHookToken(stateDir: string): void {
  const store = readHookStore(stateDir);
  if (store === null) return;
  const roots = rootsWhere(store, ({ isComplete }) => isComplete);
  if (roots.length === 0) return;
  const changes = retargetHooks(stateDir, withNewSecrets(store), roots);
  if (changes.some(({ outcome }) => outcome === 'refused')) retargetHooks(stateDir, store, roots);
}

/** What became of a move. */
export interface HookMove {
  /** Folders whose settings still name the old port, and why. */
  refused: HookChange[];
}

/** Gives the hooks of every folder another port and another token. The old token is never taken again, whatever happens. */
export function moveHooks(stateDir: string, port: number): HookMove {
  const store = readHookStore(stateDir);
  if (store === null) return { refused: [] };
  const next = { ...withNewSecrets(store), port };
  const roots = rootsWhere(store, ({ isPresent }) => isPresent);
  writeHookStore(stateDir, next);
  return { refused: retargetHooks(stateDir, next, roots).filter(({ outcome }) => outcome === 'refused') };
}

/** Tries the folders again that could not be changed. Returns those that still cannot. */
export function moveRest(stateDir: string, roots: readonly string[]): HookChange[] {
  const store = readHookStore(stateDir);
  if (store === null) return [];
  const meant = roots.filter((root) => store.files.some((file) => file.root === root));
  return retargetHooks(stateDir, store, meant).filter(({ outcome }) => outcome === 'refused');
}

function withNewSecrets(store: HookStore): HookStore {
  // The key to the proof was shown to nobody, and another agent of the same state folder has to know it.
  return { ...store, token: createHookToken(), proofKey: store.proofKey || createHookToken() };
}

/** A file that cannot be read may hold hooks: it counts as one that does where a move is meant. */
function rootsWhere(store: HookStore, isMeant: (found: FoundHooks) => boolean): string[] {
  return store.files.map(({ root }) => root).filter((root) => isMeant(found(root, store)));
}

function found(root: string, store: HookStore): FoundHooks {
  const unknown = { isComplete: false, isPresent: true };
  try {
    const { bytes } = readSettingsFile(root);
    if (bytes === null) return { isComplete: false, isPresent: false };
    const text = decodeSettings(bytes);
    const document = text === null ? null : parseSettingsText(text);
    return document?.kind === 'settings' ? findHooks(document, store) : unknown;
  } catch (error) {
    if (error instanceof SettingsError) return unknown;
    throw error;
  }
}
