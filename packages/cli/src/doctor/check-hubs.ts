import { healthSchema } from '@orrery/protocol';
import { hubOrigin } from '../agent/hub-address.ts';
import { type LocalAgent, listAgents, ownStateDir } from '../agent/local-agents.ts';
import { findHub } from '../hub-access/hub-client.ts';
import { describeError } from '../terminal/cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Check } from './run-checks.ts';

const TIMEOUT_MS = 10_000;

/** The hub that runs here, and every hub that this machine has joined. */
export async function checkHubs(terminal: Terminal): Promise<Check[]> {
  const agents = listAgents(terminal).filter(({ hasJoined }) => hasJoined);
  const joined = agents.filter(({ stateDir }) => stateDir !== ownStateDir(terminal));
  // Most machines of a fleet only send: that no hub runs there is as it should be.
  const isSenderOnly = agents.length > 0 && agents.length === joined.length;
  return [await checkOwn(terminal, isSenderOnly), ...(await Promise.all(joined.map(checkJoined)))];
}

async function checkOwn(terminal: Terminal, isSenderOnly: boolean): Promise<Check> {
  const name = 'hub';
  try {
    const hub = findHub(terminal);
    if (hub === null) {
      return isSenderOnly
        ? { name, result: 'ok', text: 'none runs here; this machine sends to another one' }
        : { name, result: 'warn', text: 'none runs here. Start one with "orrery up".' };
    }
    const health = await hub.get('/api/health', healthSchema);
    const text = `${hub.url}, ${health.status}, version ${health.version}, store ${health.store}`;
    return { name, result: health.status === 'ok' ? 'ok' : 'warn', text };
  } catch (error) {
    return { name, result: 'fail', text: describeError(error) };
  }
}

async function checkJoined({ hubUrl, stateDir }: LocalAgent): Promise<Check> {
  const name = 'joined hub';
  if (hubUrl === null || !URL.canParse(hubUrl)) {
    const text = `the identity in ${stateDir} cannot be read. Look at: orrery agent status --state ${stateDir}`;
    return { name, result: 'fail', text };
  }
  const problem = await problemOf(hubUrl);
  if (problem === null) return { name, result: 'ok', text: `${hubUrl} answers` };
  const advice =
    'Look at the address, at the tunnel if there is one, and at the network. Nothing is lost meanwhile.';
  return { name, result: 'fail', text: `${hubUrl} ${problem}. ${advice}` };
}

/** Asks without a key: a machine that sends has none, and needs none. */
async function problemOf(hubUrl: string): Promise<string | null> {
  try {
    const answer = await fetch(`${hubOrigin(hubUrl)}/api/health`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const isHub = answer.ok && healthSchema.safeParse(await answer.json()).success;
    return isHub ? null : `answers with status ${answer.status}, and not like a hub`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `does not answer (${describeError(cause)})`;
  }
}
