import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LiveSession } from './live-sessions.ts';
import { CLI } from './product.ts';
import { sleep } from './scratch.ts';

const TRY_EVERY_MS = 100;
const MOST_TRIES = 200;

/** An http hook as it stands in a settings file: where the client sends events of one kind. */
export interface HookTarget {
  url: string;
  headers: Record<string, string>;
}

/** Hooks of a Claude folder, by the event's name. */
export type HookTargets = ReadonlyMap<string, HookTarget>;

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

/** Sends one event. Resolves with the body once it is answered, which for a permission request is when it is decided. */
export async function sendHook(targets: HookTargets, event: string, body: string): Promise<string> {
  const target = targets.get(event);
  if (target === undefined) throw new Error(`No http hook is installed for ${event}.`);
  const headers = { ...target.headers, 'content-type': 'application/json' };
  const response = await fetch(target.url, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${event}: ${response.status} ${text}`);
  return text;
}

/** What a client sends with every event. */
export function hookPayload(session: LiveSession, event: string, fields: object = {}): string {
  return JSON.stringify({
    session_id: session.id,
    transcript_path: session.transcriptPath,
    cwd: session.cwd,
    permission_mode: 'default',
    hook_event_name: event,
    ...fields,
  });
}

function readHookTargets(settings: string): HookTargets {
  const targets = new Map<string, HookTarget>();
  const { hooks } = JSON.parse(settings) as {
    hooks: Record<string, { hooks: { type: string; url?: string; headers?: Record<string, string> }[] }[]>;
  };
  for (const [event, matchers] of Object.entries(hooks)) {
    const found = matchers.flatMap((matcher) => matcher.hooks).find(({ type }) => type === 'http');
    if (found?.url !== undefined) targets.set(event, { url: found.url, headers: found.headers ?? {} });
  }
  return targets;
}
