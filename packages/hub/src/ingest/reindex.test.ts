import { describe, expect, it, vi } from 'vitest';
import { createLocalArchive } from '../archive/local-archive.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { openWithHost, SESSION, viewOf } from '../test/contract-world.ts';
import { answerLine, batchOf, fileOf, promptLine, send } from '../test/transcript-file.ts';

describe('reindex', () => {
  it('that was cut off is gone on with at the next start', async () => {
    const storage = createMemoryStorage('one');
    const open = async () => createLocalArchive({ storage, store: 'memory', now: Date.now });
    const { archive, host } = await openWithHost(open);
    let start = 0;
    for (let index = 0; index < 30; index += 1) {
      const line = fileOf(answerLine(`answer ${index}`, { at: 1_700_000_000_000 + index }));
      await send(archive, host, batchOf(line, { start }));
      start += line.length;
    }
    await archive.setHostLink(host, {
      isConnected: false,
      reason: 'the hub was restarted; waiting for the agent',
    });
    const before = await viewOf(archive);
    const cut = archive.reindex((done) => {
      if (done === 16) throw new Error('power cut');
    });
    await expect(cut).rejects.toThrow('power cut');
    expect(await viewOf(archive)).not.toEqual(before);
    expect(await viewOf(await open())).toEqual(before);
  });
});

describe('state of a session that nothing is reported of', () => {
  it('becomes ended when it has been quiet for some minutes', async () => {
    vi.useFakeTimers({ now: 1_700_000_000_000 });
    try {
      const storage = createMemoryStorage('one');
      const { archive, host } = await openWithHost(async () =>
        createLocalArchive({ storage, store: 'memory', now: Date.now }),
      );
      // A client of this age does not say that it runs.
      const line = promptLine('hello', { at: Date.now() }).replace('2.1.330', '2.0.76');
      await send(archive, host, batchOf(fileOf(line)));
      expect(await archive.session(SESSION)).toMatchObject({ state: 'unknown' });
      vi.advanceTimersByTime(6 * 60_000);
      expect(await archive.session(SESSION)).toMatchObject({ state: 'ended' });
      await archive.close();
    } finally {
      vi.useRealTimers();
    }
  });
});
