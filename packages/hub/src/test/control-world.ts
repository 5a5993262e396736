import { onTestFinished } from 'vitest';
import type { Archive } from '../archive/archive.ts';
import { createMemoryArchive } from '../archive/memory-archive.ts';
import type { HubOptions } from '../server/create-hub.ts';
import { SESSION } from './contract-world.ts';
import { liveSession } from './live-session.ts';
import { createAgentKey, linkAgent, openSocket, type TestSocket } from './test-agent.ts';
import { eventually, startTestHub, type TestHub } from './test-hub.ts';

/** A hub over a real archive in memory, with one linked machine that runs one session, and keys of every role. */
export interface ControlWorld extends Omit<TestHub, 'archive'> {
  archive: Archive;
  agent: TestSocket & { hostId: string };
  keys: Record<'viewer' | 'operator' | 'admin', string>;
  /** The next command that the agent gets. */
  nextCommand(): Promise<{ id: string; command: Record<string, unknown> }>;
  /** The agent's answer to a command. */
  answer(id: string, outcome?: string, message?: string): void;
  /** A page that has its welcome. */
  openPage(): Promise<TestSocket>;
  /** Waits until the archive shows so many requests with the session. */
  shows(requests: number): Promise<void>;
}

/** Starts one; it stops with the test. */
export async function startControlWorld(options: Partial<HubOptions> = {}): Promise<ControlWorld> {
  const archive = options.archive ?? createMemoryArchive();
  if (options.archive === undefined) onTestFinished(() => archive.close());
  const test = await startTestHub({ ...options, archive });
  const { hub } = test;
  const keyOf = (role: 'viewer' | 'operator' | 'admin') =>
    hub.createApiKey({ role, name: `${role}-key` }).key;
  const keys = { viewer: keyOf('viewer'), operator: keyOf('operator'), admin: keyOf('admin') };
  const { token } = hub.createJoinToken();
  const agent = await linkAgent(hub.url, createAgentKey(), { token, name: 'studio-01' });
  await agent.nextOf('manifest');
  agent.send({ type: 'liveSessions', isFull: true, running: [liveSession()], gone: [] });
  await eventually(async () => (await archive.session(SESSION))?.state).toBe('working');
  return {
    ...test,
    archive,
    agent,
    keys,
    nextCommand: async () => {
      const { id, command } = await agent.nextOf('command');
      return { id: String(id), command: command as Record<string, unknown> };
    },
    answer: (id, outcome = 'done', message = 'Done.') =>
      agent.send({ type: 'commandResult', id, outcome, message }),
    openPage: async () => {
      const page = await openSocket(`${hub.url}/live`, { authorization: `Bearer ${keys.viewer}` });
      await page.nextOf('welcome');
      return page;
    },
    shows: (requests) =>
      eventually(async () => (await archive.session(SESSION))?.requests.length).toBe(requests),
  };
}
