import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installHooks } from '../hooks/installer.ts';
import { hookAddressOf, sendHook } from './hook-client.ts';
import { World } from './world.ts';

const sessionId = '0b0c1d2e-0000-4000-8000-000000000001';
const SECRET = `ghp_${'aB3dE5fG7hJ9kL1mN0pQ2rS4tU6vW8xY1z2A'}`;

let world: World;

beforeEach(async () => {
  world = await World.create();
});

afterEach(() => world.close());

/** All that the hub was told, as it came. */
function told(): string {
  const { hellos, live, statuses, controls } = world.hub;
  return JSON.stringify({ hellos, live, statuses, controls });
}

it('[R11] no message of an agent carries a secret that stands in what it tells', async () => {
  await installHooks({ stateDir: join(world.dir, 'state'), roots: [world.root], nowMs: Date.now() });
  mkdirSync(join(world.root, 'sessions'), { recursive: true });
  writeFileSync(
    join(world.root, `sessions/${process.pid}.json`),
    JSON.stringify({
      pid: process.pid,
      sessionId,
      cwd: `/srv/${SECRET}`,
      name: `deploy with ${SECRET}`,
      nameSource: 'user',
      kind: SECRET,
      entrypoint: SECRET,
      version: SECRET,
      status: 'waiting',
      waitingFor: `approve: curl -H "Authorization: token ${SECRET}"`,
      procStart: '1',
    }),
  );
  // A rule file that cannot be read is a problem that is told in words.
  mkdirSync(join(world.root, '.orreryignore'));
  world.startAgent({
    name: `laptop ${SECRET}`,
    person: `Ada ${SECRET}`,
    processTable: { startTimeOf: () => '1', pidNamespace: null },
  });
  await world.until(() => world.hub.statuses.at(-1)?.hooks?.state === 'installed');
  sendHook(hookAddressOf(readFileSync(join(world.root, 'settings.json'), 'utf8')), {
    session_id: sessionId,
    transcript_path: join(world.root, `projects/-p/${sessionId}.jsonl`),
    hook_event_name: 'PermissionRequest',
    agent_type: SECRET,
    tool_name: `mcp__${SECRET}`,
    tool_input: { command: `curl -H 'Authorization: token ${SECRET}' https://example.org` },
  });
  sendHook(hookAddressOf(readFileSync(join(world.root, 'settings.json'), 'utf8')), {
    session_id: sessionId,
    transcript_path: join(world.root, `projects/-p/${sessionId}.jsonl`),
    hook_event_name: 'Notification',
    notification_type: 'permission_prompt',
    message: `Claude needs to use ${SECRET}`,
  });
  await world.until(() => world.hub.live.some(({ running }) => running.length > 0));
  await world.until(() => told().includes('permissionRequests') && told().includes('hookReports'));
  expect(told()).toContain('[redacted:github-token]');
  expect(told()).not.toContain(SECRET.slice(4, 12));
});

it('[T44] the hash of a document is that of what leaves, so that nobody can try out what was redacted', async () => {
  const path = 'p/0b0c1d2e-0000-4000-8000-000000000001/subagents/agent-a1.meta.json';
  const onDisk = JSON.stringify({ agentType: 'x', description: 'use DB_PASSWORD=Winter2024 now' });
  world.write(path, onDisk);
  world.startAgent();
  await world.until(() => world.hub.stores.size > 0 && world.hub.store.documents.size === 1);
  const [document] = world.hub.store.documents.values();
  const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
  expect(document?.content).not.toContain('Winter2024');
  expect(document?.sha256).toBe(hashOf(document?.content ?? ''));
  expect(document?.sha256).not.toBe(hashOf(onDisk));
});
