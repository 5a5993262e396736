import { resolve } from 'node:path';
import { type AgentStatus, createAgent, defaultRoots } from '@orrery/agent';
import type { Grant } from '@orrery/protocol';
import { plainText } from '../terminal/plain-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { CLI_VERSION } from '../terminal/version.ts';
import { warnAboutRoots } from '../up/claude-folders.ts';
import { untilSignal } from '../up/until-signal.ts';
import { describeStatus } from './describe-status.ts';
import { stateDirForHub } from './local-agents.ts';
import { readJoinToken } from './read-join-token.ts';

/** Options of `orrery agent`, parsed. */
export interface AgentCommandOptions {
  hub: string;
  join?: string;
  insecureHub?: true;
  allow?: Grant[];
  name?: string;
  claudeDir?: string[];
  follow?: string[];
  state?: string;
}

/** Runs this machine's agent until a signal. */
export async function runAgent(options: AgentCommandOptions, terminal: Terminal): Promise<void> {
  const joinToken = await readJoinToken(options.join, terminal);
  const stateDir =
    options.state === undefined
      ? stateDirForHub(terminal, options.hub)
      : resolve(terminal.cwd, options.state);
  const roots = options.claudeDir?.map((dir) => resolve(terminal.cwd, dir)) ?? defaultRoots(terminal.env);
  warnAboutRoots(terminal, roots);
  const agent = createAgent({
    hubUrl: options.hub,
    stateDir,
    roots,
    follow: (options.follow ?? []).map((dir) => resolve(terminal.cwd, dir)),
    version: CLI_VERSION,
    ...(joinToken === undefined ? {} : { joinToken }),
    ...(options.allow === undefined ? {} : { allow: options.allow }),
    insecureHub: options.insecureHub ?? false,
    ...(options.name === undefined ? {} : { name: options.name }),
    onStatus: createStatusPrinter(terminal),
    onNotice: (words) => terminal.err(`agent: ${plainText(words)}`),
  });
  const running = agent.run();
  await Promise.race([running, untilSignal().then(() => agent.close())]);
  await running;
}

/** One line for each change that a person cares about. */
function createStatusPrinter(terminal: Terminal): (status: AgentStatus) => void {
  let told = '';
  return (status) => {
    const text = plainText([describeLink(status.link), describeStatus(status)].filter(Boolean).join('; '));
    if (text === told) return;
    told = text;
    terminal.err(`agent: ${text}`);
  };
}

/** Why there is no link belongs to it: an agent that only says "waiting" cannot be helped. */
function describeLink(link: AgentStatus['link']): string {
  return link.kind === 'waiting' ? `waiting: ${link.reason.message}` : link.kind;
}
