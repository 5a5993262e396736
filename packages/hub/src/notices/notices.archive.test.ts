import type { LiveSession } from '@orrery/protocol';
import { expect, it, onTestFinished } from 'vitest';
import type { Archive } from '../archive/archive.ts';
import { createMemoryArchive } from '../archive/memory-archive.ts';
import { createHub } from '../server/create-hub.ts';
import { openWithHost, SESSION } from '../test/contract-world.ts';
import { heldRequest, requestsChange } from '../test/held-request.ts';
import { type HttpReceiver, startReceiver } from '../test/http-receiver.ts';
import { eventually, temporaryFolder } from '../test/test-hub.ts';
import { answerLine, batchOf, fileOf, promptLine, send } from '../test/transcript-file.ts';

const limits = { graceMs: 20, gatherMs: 5 };

async function startHub(archive: Archive, dataDir: string) {
  const hub = await createHub({ archive, dataDir, version: '0', port: 0, noticeLimits: limits });
  const { key } = hub.createApiKey({ role: 'admin', name: 'test' });
  const addWebhook = (url: string) =>
    fetch(`${hub.url}/api/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'test', url, format: 'json' }),
    });
  const metrics = async () =>
    (await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).text();
  return { hub, addWebhook, metrics };
}

const report = (status: 'busy' | 'waiting', statusSince: number): LiveSession => ({
  root: '/home/ana/.claude',
  pid: 4242,
  sessionId: SESSION,
  status,
  waitingFor: status === 'waiting' ? 'permission prompt' : null,
  statusSince,
  startedAt: statusSince - 1_000,
  cwd: '/home/ana/shop',
  entrypoint: 'cli',
  version: '2.1.330',
  name: null,
  process: 'alive',
  source: 'registry',
  kind: null,
});

async function told(receiver: HttpReceiver, number: number) {
  const { body } = await receiver.nth(number);
  return JSON.parse(body.toString()) as {
    title: string;
    body: string;
    host: { name: string };
    requestId: string | null;
  };
}

it('[NT1] [NT2] a real archive: told once, not again after a restart, and no history', async () => {
  const dataDir = temporaryFolder();
  const { archive, host } = await openWithHost(() => Promise.resolve(createMemoryArchive()));
  onTestFinished(() => archive.close());
  const apply = (...running: LiveSession[]) =>
    archive.applyLiveSessions(host, { type: 'liveSessions', isFull: false, running, gone: [] });
  const receiver = await startReceiver();
  const first = await startHub(archive, dataDir);
  await first.addWebhook(receiver.url);
  await archive.setHostLink(host, { isConnected: true });

  // History of a session that crashed long ago in a loop: a backfill.
  const old = Date.now() - 86_400_000;
  const calls = Array.from({ length: 20 }, (_, index) =>
    answerLine('', {
      at: old + index,
      messageId: `m${index}`,
      toolUse: { id: `t${index}`, name: 'Bash', input: { command: 'false' } },
    }),
  );
  await send(archive, host, batchOf(fileOf(promptLine('clean up', { at: old - 1 }), ...calls)));
  const since = Date.now();
  await apply(report('busy', since - 10));
  await apply(report('waiting', since));
  expect(await told(receiver, 1)).toMatchObject({
    title: 'Claude asks to run Bash',
    body: 'clean up, on mars: false',
    host: { name: 'mars' },
  });
  await first.hub.close();
  await archive.setHostLink(host, { isConnected: false, reason: 'the hub stopped' });

  const second = await startHub(archive, dataDir);
  onTestFinished(() => second.hub.close());
  await archive.setHostLink(host, { isConnected: true });
  await apply(report('waiting', since));
  // However long the restart took.
  const again = Date.now();
  await apply(report('busy', again));
  await apply(report('waiting', again + 1));
  await told(receiver, 2);
  expect(receiver.received).toHaveLength(2);
});

it('[NT2] a real archive: requests and alerts that were told of are not told again after a restart', async () => {
  const dataDir = temporaryFolder();
  const { archive, host } = await openWithHost(() => Promise.resolve(createMemoryArchive()));
  onTestFinished(() => archive.close());
  const running = (...sessions: LiveSession[]) =>
    archive.applyLiveSessions(host, { type: 'liveSessions', isFull: true, running: sessions, gone: [] });
  const ask = (...ids: string[]) => {
    const open = ids.map((id) => heldRequest({ id, at: since }));
    return archive.applyPermissionRequests(host, requestsChange({ isFull: true, open }));
  };
  const since = Date.now();
  const receiver = await startReceiver();
  const first = await startHub(archive, dataDir);
  await first.addWebhook(receiver.url);
  await archive.setHostLink(host, { isConnected: true });
  const calls = Array.from({ length: 6 }, (_, index) =>
    answerLine('', {
      at: since + index,
      messageId: `m${index}`,
      toolUse: { id: `t${index}`, name: 'Bash', input: { command: 'make all' } },
    }),
  );
  await send(archive, host, batchOf(fileOf(promptLine('build', { at: since - 1 }), ...calls)));
  await running(report('busy', since));
  expect(await told(receiver, 1)).toMatchObject({ title: 'Claude is looping' });
  await ask('r1');
  expect(await told(receiver, 2)).toMatchObject({ title: 'Claude asks to run Bash' });
  await eventually(first.metrics).toContain('orrery_notices_sent_total 2');
  await first.hub.close();
  // As the archive's writer does when it starts.
  await archive.setHostLink(host, { isConnected: false, reason: 'the hub was restarted' });
  await archive.applyPermissionRequests(host, requestsChange({ isFull: true }));

  const second = await startHub(archive, dataDir);
  onTestFinished(() => second.hub.close());
  await archive.setHostLink(host, { isConnected: true });
  await running(report('busy', since));
  await ask('r1');
  await running(report('busy', since));
  await ask('r1', 'r2');
  // A new one is.
  expect(await told(receiver, 3)).toMatchObject({ requestId: 'r2' });
});
