import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultRoots } from '@orrery/agent';
import { parseProxies } from '@orrery/hub';
import { startDemoFleet } from '../demo/start-demo-fleet.ts';
import { dataFolder } from '../hub-access/data-folder.ts';
import { CliError, describeError, EXIT } from '../terminal/cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { warnAboutRoots } from './claude-folders.ts';
import { startLocalAgent } from './local-agent.ts';
import { openBrowser } from './open-browser.ts';
import { type RunHubOptions, type RunningHub, runHub } from './run-hub.ts';
import type { SupervisedChild } from './supervised-child.ts';
import { untilSignal } from './until-signal.ts';

/** Options of `orrery up`, parsed. */
export interface UpOptions {
  port: number;
  host: string;
  allowHost?: string[];
  insecureBind?: true;
  publicUrl?: string;
  trustedProxy?: string[];
  pushSubject?: string;
  pushHost?: string[];
  data?: string;
  claudeDir?: string[];
  follow?: string[];
  agent: boolean;
  open: boolean;
  demo?: true;
  demoSeed: number;
}

/** Runs the hub and this machine's agent, or the demo, until a signal. */
export async function up(options: UpOptions, terminal: Terminal): Promise<void> {
  // Listening for signals comes first, so that one during the start is not lost.
  const signalled = untilSignal();
  const demoFolder = options.demo ? mkdtempSync(join(tmpdir(), 'orrery-demo-')) : null;
  const dataDir = demoFolder === null ? dataFolder(terminal, options.data) : join(demoFolder, 'hub');
  let running: RunningHub | null = null;
  let child: SupervisedChild | null = null;
  try {
    running = await runHub({ dataDir, ...hubOptions(options) }, terminal);
    announce(running, options, terminal);
    const { hub } = running;
    if (demoFolder !== null) {
      child = startDemoFleet({ hub, folder: join(demoFolder, 'machines'), seed: options.demoSeed }, terminal);
    } else if (options.agent) {
      const roots = options.claudeDir?.map((dir) => resolve(terminal.cwd, dir));
      const follow = (options.follow ?? []).map((dir) => resolve(terminal.cwd, dir));
      warnAboutRoots(terminal, roots ?? defaultRoots(terminal.env));
      child = startLocalAgent({ hub, dataDir, roots, follow }, terminal);
    }
    await signalled;
  } finally {
    await Promise.all([child?.stop()]);
    await running?.close();
    if (demoFolder !== null) rmSync(demoFolder, { recursive: true, force: true });
  }
}

function hubOptions(options: UpOptions): Omit<RunHubOptions, 'dataDir'> {
  const { host, port, allowHost = [], insecureBind = false } = options;
  const { publicUrl, trustedProxy = [], pushSubject, pushHost } = options;
  return {
    host,
    port,
    allowedHosts: allowHost,
    trustedProxies: checkedProxies(trustedProxy),
    insecureBind,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(pushSubject === undefined ? {} : { pushSubject }),
    ...(pushHost === undefined ? {} : { pushHosts: pushHost }),
  };
}

/** A network that is none is wrong usage, before anything is opened. */
function checkedProxies(texts: string[]): string[] {
  try {
    parseProxies(texts);
    return texts;
  } catch (error) {
    throw new CliError(describeError(error), { cause: error, exitCode: EXIT.usage });
  }
}

function announce({ hub }: RunningHub, options: UpOptions, terminal: Terminal): void {
  const setup = hub.setupUrl();
  terminal.out(`orrery ready ${hub.url}`);
  if (setup !== null) terminal.out(`sign in: ${setup}`);
  // Of a demo nothing is left that a command could look at later.
  if (!options.demo && dataFolder(terminal, options.data) !== dataFolder(terminal))
    terminal.err(`other commands find this hub with ORRERY_DATA=${dataFolder(terminal, options.data)}`);
  if (options.open) openBrowser(terminal, setup ?? hub.url);
}
