import type { MemoryTables } from './memory-tables.ts';
import type { EraseStorage } from './storage.ts';

/** Deleting of what machines brought, in memory. Nothing is left behind in free space, so there is nothing to overwrite. */
export function eraseTables(t: MemoryTables): EraseStorage {
  return {
    waitingMachines: () =>
      [...t.waiting.values()].sort((a, b) => a.firstSeenAt - b.firstSeenAt || (a.id < b.id ? -1 : 1)),
    putWaiting: (row) => void t.waiting.set(row.id, row),
    deleteWaiting: (id) => void t.waiting.delete(id),
    deleteHost: (id) => void t.hosts.delete(id),
    sessionPksOfHost: (hostId, afterPk, limit) =>
      [...t.sessions.values()]
        .filter((row) => row.hostId === hostId && row.pk > afterPk)
        .map(({ pk }) => pk)
        .slice(0, limit),
    sessionsAfter: (pk, limit) => [...t.sessions.values()].filter((row) => row.pk > pk).slice(0, limit),
    eraseConversation(sessionPk, limit) {
      const ids = (t.sessionBlocks.get(sessionPk) ?? []).splice(0, limit);
      for (const id of ids) t.blocks.delete(id);
      if (ids.length > 0) return true;
      t.sessionBlocks.delete(sessionPk);
      t.toolCalls.delete(sessionPk);
      t.agents.delete(sessionPk);
      t.states.delete(sessionPk);
      t.hooks.delete(sessionPk);
      for (const table of [t.live, t.requests]) {
        for (const [key, row] of table) if (row.sessionPk === sessionPk) table.delete(key);
      }
      return false;
    },
    deleteSession(pk) {
      const id = t.sessions.get(pk)?.id;
      if (id !== undefined) t.sessionIds.delete(id);
      t.sessions.delete(pk);
    },
    deleteChunk: (pk) => void t.chunks.delete(pk),
    deleteFile(pk) {
      for (const [key, filePk] of t.fileKeys) if (filePk === pk) t.fileKeys.delete(key);
      t.files.delete(pk);
    },
    eraseDocuments(hostId, limit) {
      const keys = [...t.documents].filter(([, row]) => row.hostId === hostId).map(([key]) => key);
      for (const key of keys.slice(0, limit)) t.documents.delete(key);
      return keys.length > 0;
    },
    eraseSummaries(hostId, limit) {
      const keys = [...t.summaries.keys()].filter((key) => key.startsWith(`${hostId}\0`));
      for (const key of keys.slice(0, limit)) t.summaries.delete(key);
      return keys.length > 0;
    },
    usageOfHostAfter: (hostId, messageId, limit) =>
      [...t.usage.values()]
        .flatMap((rows) => rows.get(hostId) ?? [])
        .filter((row) => row.messageId > messageId)
        .sort((a, b) => (a.messageId < b.messageId ? -1 : 1))
        .slice(0, limit),
    deleteUsage: (messageId, hostId) => void t.usage.get(messageId)?.delete(hostId),
    setOverwriting: () => undefined,
    scrub: () => false,
    truncateLog: () => true,
  };
}
