import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readIdentity } from '@orrery/agent';
import { OrreryError } from '@orrery/protocol';
import { dataFolder } from '../hub-access/data-folder.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { hubOrigin, hubPlace } from './hub-address.ts';

/** What finding an agent needs of the terminal. */
export type Place = Pick<Terminal, 'env' | 'cwd'>;

/** An agent of this account: a state folder with an identity in it. */
export interface LocalAgent {
  stateDir: string;
  /** Of the hub that it last joined, or tried to; null where its identity cannot be read. */
  hubUrl: string | null;
  /** Of the hub's key; null as long as no hub has let it in. */
  hubKeyHash: string | null;
  /** False: no hub has ever let it in. One that cannot be read may run all the same, so it counts. */
  hasJoined: boolean;
}

/** State folder of the agent of "orrery up". */
export function ownStateDir(place: Place): string {
  return join(dataFolder(place), 'agent');
}

/** Every agent of this account, that of "orrery up" first. Those with a `--state` of their own are not known here. */
export function listAgents(place: Place): LocalAgent[] {
  const folder = agentsFolder(place);
  const others = existsSync(folder) ? readdirSync(folder).sort() : [];
  const dirs = [ownStateDir(place), ...others.map((name) => join(folder, name))];
  return dirs.flatMap((dir) => readAgent(dir) ?? []);
}

/** The agent of this state folder; null when none ever was there. */
export function readAgent(stateDir: string): LocalAgent | null {
  if (!statSync(stateDir, { throwIfNoEntry: false })?.isDirectory()) return null;
  try {
    const identity = readIdentity(stateDir);
    if (identity === null) return null;
    const { hubUrl, hubKeyHash } = identity;
    return { stateDir, hubUrl, hubKeyHash, hasJoined: hubKeyHash !== null };
  } catch (error) {
    if (!(error instanceof OrreryError)) throw error;
    return { stateDir, hubUrl: null, hubKeyHash: null, hasJoined: true };
  }
}

/** Where the agent of this hub keeps its state: where it has joined it, whatever the address was spelled like then. */
export function stateDirForHub(place: Place, hub: string): string {
  const folder = join(agentsFolder(place), new URL(hub).host.replace(/[^A-Za-z0-9.-]/g, '_'));
  if (readAgent(folder)?.hasJoined) return folder;
  const joined = listAgents(place).filter(
    (agent) => agent.hasJoined && agent.stateDir !== ownStateDir(place),
  );
  const [only, ...more] = joined.filter(({ hubUrl }) => isOfHub(hubUrl, hub, hubPlace));
  return only !== undefined && more.length === 0 ? only.stateDir : folder;
}

/** Agents of a hub: by its address as typed, else by another spelling of it; such that joined before such that tried. */
export function agentsOfHub(agents: readonly LocalAgent[], hub: string): LocalAgent[] {
  const joined = agents.filter(({ hasJoined }) => hasJoined);
  for (const group of [joined, agents]) {
    for (const form of [hubOrigin, hubPlace]) {
      const found = group.filter(({ hubUrl }) => isOfHub(hubUrl, hub, form));
      if (found.length > 0) return found;
    }
  }
  return [];
}

function isOfHub(hubUrl: string | null, hub: string, form: (address: string) => string): boolean {
  return hubUrl !== null && URL.canParse(hubUrl) && form(hubUrl) === form(hub);
}

function agentsFolder(place: Place): string {
  return join(dataFolder(place), 'agents');
}
