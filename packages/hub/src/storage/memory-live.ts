import type { LiveStorage } from './live-storage.ts';
import type { MemoryTables } from './memory-tables.ts';
import { oldestFirst } from './oldest-first.ts';

const key = (...parts: readonly (string | number)[]) => parts.join('\0');

/** What clients report of themselves, ask, and say by their hooks, in memory. */
export function liveTables(t: MemoryTables): LiveStorage {
  return {
    liveOfHost: (hostId) => [...t.live.values()].filter((row) => row.hostId === hostId),
    liveOfSession: (sessionPk) => [...t.live.values()].filter((row) => row.sessionPk === sessionPk),
    putLive: (row) => void t.live.set(key(row.hostId, row.report.root, row.report.pid), row),
    deleteLive: (hostId, root, pid) => void t.live.delete(key(hostId, root, pid)),

    requestRefs: (hostId) =>
      [...t.requests.values()]
        .filter((row) => row.hostId === hostId)
        .map(({ sessionPk, request: { id } }) => ({ id, sessionPk })),
    request: (hostId, id) => t.requests.get(key(hostId, id)),
    requestsOfSession: (sessionPk) =>
      [...t.requests.values()].filter((row) => row.sessionPk === sessionPk).sort(oldestFirst),
    putRequest: (row) => void t.requests.set(key(row.hostId, row.request.id), row),
    deleteRequest: (hostId, id) => void t.requests.delete(key(hostId, id)),

    hookOfSession: (sessionPk) => t.hooks.get(sessionPk),
    hooksOfHost: (hostId, after) =>
      [...t.hooks.values()].filter((row) => row.hostId === hostId && row.report.at > after),
    putHook: (row) => void t.hooks.set(row.sessionPk, row),
    deleteHook: (sessionPk) => void t.hooks.delete(sessionPk),
  };
}
