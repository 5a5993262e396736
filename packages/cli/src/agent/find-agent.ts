import { resolve } from 'node:path';
import { CliError, EXIT } from '../terminal/cli-error.ts';
import { hubOrigin } from './hub-address.ts';
import { agentsOfHub, type LocalAgent, listAgents, type Place, readAgent } from './local-agents.ts';

/** How a person says which agent is meant. */
export interface AgentNamed {
  state?: string;
  hub?: string;
}

/**
 * The agent that a command is about: of the folder or the hub that is named, else the only one there is. Never makes one,
 * and never chooses among several: what is forbidden to the wrong one stays allowed to the right one.
 */
export function findAgent(place: Place, { state, hub }: AgentNamed): LocalAgent {
  const all = listAgents(place);
  if (state !== undefined) {
    const dir = resolve(place.cwd, state);
    const agent = readAgent(dir);
    if (agent !== null) return agent;
    throw usage(`There is no agent in ${dir}. ${listWords(all)}`);
  }
  if (all.length === 0) throw usage(NO_AGENT);
  if (hub !== undefined) {
    const [first, ...more] = agentsOfHub(all, hub);
    if (first === undefined) throw usage(`No agent of this machine sends to ${hub}. ${listWords(all)}`);
    if (more.length > 0)
      throw usage(`Several agents send to ${hub}. Say which: ${namesOf([first, ...more], all)}`);
    return first;
  }
  const joined = all.filter(({ hasJoined }) => hasJoined);
  const [only, ...more] = joined.length > 0 ? joined : all;
  if (only === undefined || more.length > 0)
    throw usage(
      `This machine has several agents. Say which: ${namesOf(joined.length > 0 ? joined : all, all)}`,
    );
  return only;
}

/** How to name an agent in an option: by its hub, or by its folder where the hub's address does not tell. */
export function nameOf(agent: LocalAgent, all: readonly LocalAgent[]): string {
  const { hubUrl, stateDir } = agent;
  if (hubUrl === null || !URL.canParse(hubUrl)) return `--state ${stateDir}`;
  const isUnclear = all.some(
    (other) =>
      other.stateDir !== stateDir &&
      other.hubUrl !== null &&
      URL.canParse(other.hubUrl) &&
      hubOrigin(other.hubUrl) === hubOrigin(hubUrl),
  );
  return isUnclear ? `--state ${stateDir} (${hubUrl})` : `--hub ${hubUrl}`;
}

const NO_AGENT =
  'No agent of this machine has joined a hub yet. On the hub\'s machine start "orrery up"; on any other run: orrery agent --hub URL, with a token of "orrery join-token create". Where the data folder is not the usual one, set ORRERY_DATA.';

function namesOf(agents: readonly LocalAgent[], all: readonly LocalAgent[]): string {
  return agents.map((agent) => nameOf(agent, all)).join(' or ');
}

function listWords(all: readonly LocalAgent[]): string {
  return all.length === 0
    ? 'Nothing was changed.'
    : `Nothing was changed. The agents of this machine: ${all.map((agent) => nameOf(agent, all)).join(', ')}`;
}

function usage(message: string): CliError {
  return new CliError(message, { exitCode: EXIT.usage });
}
