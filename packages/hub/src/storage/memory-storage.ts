import { OrreryError } from '@orrery/protocol';
import { addBounded } from '@orrery/transcript';
import { conversationTables, usageTables } from './memory-conversation.ts';
import { eraseTables } from './memory-erase.ts';
import { liveTables } from './memory-live.ts';
import { fileTables } from './memory-log.ts';
import { createMemorySearchStore } from './memory-search-store.ts';
import { sessionTables } from './memory-sessions.ts';
import { createTables } from './memory-tables.ts';
import type { Storage } from './storage.ts';

/** A storage that lives and dies with the process: for tests, and for a hub that must leave nothing on disk. */
export function createMemoryStorage(archiveId: string): Storage {
  const t = createTables();
  t.meta.set('archiveId', archiveId);
  let isClosed = false;
  const search = createMemorySearchStore(t);

  return {
    ...search.store,
    snapshot: (read) => read(),
    transaction(work) {
      if (isClosed) throw new OrreryError('unavailable', 'The archive is closed.');
      return work();
    },
    meta: (name) => t.meta.get(name),
    setMeta: (name, value) => void t.meta.set(name, value),

    hosts: () => [...t.hosts.values()].sort((a, b) => a.slot - b.slot),
    host: (id) => t.hosts.get(id),
    holdings(hostId) {
      const files = [...t.files.values()].filter((row) => row.hostId === hostId);
      return {
        sessions: [...t.sessions.values()].filter((row) => row.hostId === hostId).length,
        files: files.length,
        documents: [...t.documents.values()].filter((row) => row.hostId === hostId).length,
        rawBytes: files.reduce((sum, row) => addBounded(sum, row.committed), 0),
      };
    },
    putHost: (row) => void t.hosts.set(row.id, row),

    ...fileTables(t),
    ...sessionTables(t),
    ...conversationTables(t),
    ...usageTables(t),
    ...liveTables(t),
    ...eraseTables(t),
    clearProjections() {
      const derived = [
        t.summaries,
        t.states,
        t.agents,
        t.toolCalls,
        t.blocks,
        t.sessionBlocks,
        t.usage,
        t.days,
      ];
      for (const table of derived) table.clear();
      search.clear();
    },
    stats: () => ({
      rawBytes: [...t.chunks.values()].reduce((sum, row) => addBounded(sum, row.end - row.start), 0),
      storedBytes: [...t.chunks.values()].reduce((sum, row) => sum + row.payload.length, 0),
      sessions: t.sessions.size,
      entries: [...t.sessions.values()].reduce((sum, row) => addBounded(sum, row.lastSeq), 0),
      files: t.files.size,
      unindexedBlocks: search.store.looseBlocks().length,
    }),
    close() {
      isClosed = true;
    },
  };
}
