import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultRoots } from '@orrery/agent';
import { startDemoFleet } from '../demo/start-demo-fleet.ts';
import { dataFolder } from '../hub-access/data-folder.ts';
import { collect, parseWhole } from '../terminal/parse-option.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { warnAboutRoots } from '../up/claude-folders.ts';
import { startLocalAgent } from '../up/local-agent.ts';
import { openBrowser } from '../up/open-browser.ts';
import { type RunningHub, runHub } from '../up/run-hub.ts';
import type { SupervisedChild } from '../up/supervised-child.ts';
import { untilSignal } from '../up/until-signal.ts';
import type { AddCommand } from './command.ts';

interface Options {
  port: number;
  host: string;
  data?: string;
  claudeDir?: string[];
  agent: boolean;
  open: boolean;
  demo?: true;
  demoSeed: number;
}

/** `orrery up`: the hub and this machine's agent, until a signal. */
export const addUpCommand: AddCommand = (program, terminal) => {
  program
    .command('up')
    .description("run the hub and this machine's agent")
    .option(
      '--port <n>',
      'port of the page, the API and the agents; 0 takes any',
      parseWhole(0, 65_535),
      4680,
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <dir>', 'data folder')
    .option('--claude-dir <dir>', 'a Claude folder to watch; may be repeated (default: ~/.claude)', collect)
    .option('--no-agent', 'only the hub')
    .option('--no-open', 'do not open a browser')
    .option('--demo', 'an invented fleet in a data folder of its own, gone at exit')
    .option('--demo-seed <n>', 'same seed, same fleet', parseWhole(0, 4_294_967_295), 7)
    .action((options: Options) => up(options, terminal));
};

async function up(options: Options, terminal: Terminal): Promise<void> {
  // Listening for signals comes first, so that one during the start is not lost.
  const signalled = untilSignal();
  const demoFolder = options.demo ? mkdtempSync(join(tmpdir(), 'orrery-demo-')) : null;
  const dataDir = demoFolder === null ? dataFolder(terminal, options.data) : join(demoFolder, 'hub');
  let running: RunningHub | null = null;
  let child: SupervisedChild | null = null;
  try {
    running = await runHub({ dataDir, host: options.host, port: options.port }, terminal);
    announce(running, options, terminal);
    const { hub } = running;
    if (demoFolder !== null) {
      child = startDemoFleet({ hub, folder: join(demoFolder, 'machines'), seed: options.demoSeed }, terminal);
    } else if (options.agent) {
      const roots = options.claudeDir?.map((dir) => resolve(terminal.cwd, dir));
      warnAboutRoots(terminal, roots ?? defaultRoots(terminal.env));
      child = startLocalAgent({ hub, dataDir, roots }, terminal);
    }
    await signalled;
  } finally {
    await Promise.all([child?.stop()]);
    await running?.close();
    if (demoFolder !== null) rmSync(demoFolder, { recursive: true, force: true });
  }
}

function announce({ hub }: RunningHub, options: Options, terminal: Terminal): void {
  const setup = hub.setupUrl();
  terminal.out(`orrery ready ${hub.url}`);
  if (setup !== null) terminal.out(`sign in: ${setup}`);
  if (options.open) openBrowser(terminal, setup ?? hub.url);
}
