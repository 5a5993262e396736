import { OrreryError } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { startTestHub } from '../test/test-hub.ts';

const broken = () => Promise.reject(new OrreryError('internal', 'no sum'));

describe('an archive whose sums cannot be read', () => {
  it('[MT1] /metrics tells what can be told, and that the archive cannot be read', async () => {
    const { hub, archive, call } = await startTestHub();
    const { key } = hub.createApiKey({ role: 'admin', name: 'metrics' });
    expect(await (await call('GET', '/metrics', { key })).text()).toContain('orrery_archive_readable 1\n');
    archive.stats = broken;
    const answer = await call('GET', '/metrics', { key });
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain('orrery_archive_readable 0\n');
    expect(text).toContain('orrery_writer_queue_batches 0\n');
    expect(text).not.toContain('orrery_archive_raw_bytes');
  });

  it('[CT21] a machine can be removed although what it brought cannot be counted', async () => {
    const { hub, archive, call } = await startTestHub();
    const { key } = hub.createApiKey({ role: 'admin', name: 'admin' });
    archive.hostHoldings = broken;
    const removed: string[] = [];
    archive.hosts = () => Promise.resolve([]);
    archive.removeHost = async (hostId) => void removed.push(hostId);
    const body = { name: 'h1', withHistory: true };
    const answer = await call('DELETE', '/api/hosts/h1', { key, body });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining('could not be counted') });
    expect(removed).toEqual(['h1']);
  });
});
