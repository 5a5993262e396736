import { type HooksState, OrreryError } from '@orrery/protocol';
import { isThere } from '../files/look.ts';
import { type HookStore, readHookStore } from './hook-store.ts';
import { describeTaken } from './receiver/hook-receiver.ts';
import { askReceiver } from './receiver/receiver-proof.ts';
import { findHooks, hasOtherHooks } from './settings/edit-hooks.ts';
import { describeOthers } from './settings/hook-entries.ts';
import { decodeSettings, parseSettingsText } from './settings/settings-document.ts';
import { readSettingsFile, SettingsError } from './settings/settings-file.ts';
import { findManagedObstacles, findObstacles } from './settings/settings-obstacles.ts';

/** How one Claude folder stands. */
export interface FolderHooks {
  root: string;
  state: 'installed' | 'absent' | 'broken' | 'missing';
  /** What is wrong, in words; empty when nothing is. */
  detail: string;
}

/** How the hooks of an agent stand, from the files alone. */
export interface HooksStatus {
  state: Exclude<HooksState['state'], 'unknown'>;
  detail: string;
  /** Of the receiver; null where hooks were never installed. */
  port: number | null;
  folders: FolderHooks[];
}

/** Reads the settings of each folder; changes nothing. */
export function readHooksStatus(options: { stateDir: string; roots: readonly string[] }): HooksStatus {
  const { stateDir, roots } = options;
  try {
    const store = readHookStore(stateDir);
    const folders = roots.map((root) => readFolder(root, store));
    return { ...summarise(folders), port: store?.port ?? null, folders };
  } catch (error) {
    if (error instanceof OrreryError)
      return { state: 'broken', detail: error.message, port: null, folders: [] };
    throw error;
  }
}

/** The same, and who listens where hooks are sent: somebody else who does gets all of them. */
export async function lookAtHooks(options: {
  stateDir: string;
  roots: readonly string[];
}): Promise<HooksStatus> {
  const status = readHooksStatus(options);
  if (status.port === null) return status;
  const store = readHookStore(options.stateDir);
  if (store === null || store.files.length === 0 || (await askReceiver(store)) !== 'other') return status;
  const words = `${describeTaken(store.port)} Start the agent, which moves its hooks to another port, or take them out: orrery agent hooks uninstall`;
  return {
    ...status,
    state: 'broken',
    detail: `${words}${status.detail === '' ? '' : `. ${status.detail}`}`,
  };
}

/** One word for a whole machine. Folders that are not there do not count. */
export function summarise(folders: readonly FolderHooks[]): Pick<HooksStatus, 'state' | 'detail'> {
  const there = folders.filter(({ state }) => state !== 'missing');
  const details = [...new Set(there.flatMap(({ detail }) => (detail === '' ? [] : [detail])))];
  const detail = details.join(' ').slice(0, 1024);
  if (there.some(({ state }) => state === 'broken')) return { state: 'broken', detail };
  const installed = there.filter(({ state }) => state === 'installed');
  if (installed.length === 0) return { state: 'absent', detail };
  return { state: installed.length === there.length ? 'installed' : 'partly', detail };
}

function readFolder(root: string, store: HookStore | null): FolderHooks {
  if (!isThere(root)) return { root, state: 'missing', detail: `${root} is not there.` };
  const isMeant = store?.files.some((file) => file.root === root) ?? false;
  try {
    const file = readSettingsFile(root);
    const text = file.bytes === null ? '' : decodeSettings(file.bytes);
    const document =
      text === null ? ({ kind: 'unusable', problem: 'is not UTF-8 text' } as const) : parseSettingsText(text);
    if (document.kind === 'unusable') {
      return { root, state: isMeant ? 'broken' : 'absent', detail: `${file.path} ${document.problem}.` };
    }
    if (store === null || !isMeant) {
      const hasOthers = hasOtherHooks(document, store?.id ?? '');
      return { root, state: 'absent', detail: hasOthers ? describeOthers(file.path) : '' };
    }
    const found = findHooks(document, store);
    if (found.isComplete) {
      const obstacles = [
        ...findObstacles(document, store, `${root}/settings.json`),
        ...findManagedObstacles(store),
      ];
      return { root, state: obstacles.length > 0 ? 'broken' : 'installed', detail: obstacles.join(' ') };
    }
    const what = found.isPresent ? 'some of Orrery’s hooks were changed' : 'Orrery’s hooks were taken out';
    return { root, state: 'broken', detail: `${file.path}: ${what}. Install them again.` };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { root, state: isMeant ? 'broken' : 'absent', detail: error.message };
  }
}
