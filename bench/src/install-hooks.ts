import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type HookTargets, readHookTargets } from '@orrery/e2e';
import { CLI } from './product.ts';
import { sleep } from './scratch.ts';

const TRY_EVERY_MS = 100;
const MOST_TRIES = 200;

/** Whether the measured command can install hooks. */
export async function hasHooks(): Promise<boolean> {
  const { stdout } = await promisify(execFile)(process.execPath, [CLI, 'agent', 'hooks', '--help']);
  return /\binstall\b/.test(stdout);
}

/** Installs the hooks as a person would, and reads what the client would read. */
export async function installHooks(options: { stateDir: string; claudeDir: string }): Promise<HookTargets> {
  const { stateDir, claudeDir } = options;
  await promisify(execFile)(process.execPath, [
    CLI,
    'agent',
    'hooks',
    'install',
    '--state',
    stateDir,
    '--claude-dir',
    claudeDir,
  ]);
  const targets = readHookTargets(readFileSync(join(claudeDir, 'settings.json'), 'utf8'));
  for (const { url } of targets.values()) await untilListening(new URL(url));
  return targets;
}

/** The running agent opens its receiver when it sees that hooks have been installed. */
async function untilListening({ hostname, port }: URL): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const socket = connect(Number(port), hostname);
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    if (tries === MOST_TRIES) throw new Error(`Nothing listens on port ${port} for the hooks.`);
    await sleep(TRY_EVERY_MS);
  }
}
