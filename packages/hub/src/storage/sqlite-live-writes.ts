import type { LiveStorage } from './live-storage.ts';
import { oldestFirst } from './oldest-first.ts';
import { toHook, toLive, toRequest } from './sqlite-rows.ts';
import type { Statements } from './sqlite-statements.ts';
import { upsert } from './upsert.ts';

const PUT_LIVE = upsert('live_sessions', {
  key: ['host_id', 'root', 'pid'],
  changing: ['session_pk', 'report'],
});
const PUT_REQUEST = upsert('held_requests', { key: ['host_id', 'id'], changing: ['session_pk', 'request'] });
const PUT_HOOK = upsert('hook_reports', { key: ['session_pk'], changing: ['host_id', 'at', 'report'] });

/** Writing of what clients report of themselves, ask, and say by their hooks. */
export function liveWrites(sql: Statements): LiveStorage {
  return {
    liveOfHost: (hostId) =>
      sql.all('select * from live_sessions where host_id = ? order by root, pid', hostId).map(toLive),
    liveOfSession: (sessionPk) =>
      sql.all('select * from live_sessions where session_pk = ? order by root, pid', sessionPk).map(toLive),
    putLive: ({ hostId, sessionPk, report }) =>
      void sql.run(PUT_LIVE, hostId, report.root, report.pid, sessionPk, JSON.stringify(report)),
    deleteLive: (hostId, root, pid) =>
      void sql.run('delete from live_sessions where host_id = ? and root = ? and pid = ?', hostId, root, pid),

    requestRefs: (hostId) =>
      sql
        .all('select id, session_pk from held_requests where host_id = ?', hostId)
        .map((row) => ({ id: row.id as string, sessionPk: row.session_pk as number })),
    request(hostId, id) {
      const row = sql.get('select * from held_requests where host_id = ? and id = ?', hostId, id);
      return row && toRequest(row);
    },
    requestsOfSession: (sessionPk) =>
      sql.all('select * from held_requests where session_pk = ?', sessionPk).map(toRequest).sort(oldestFirst),
    putRequest: ({ hostId, sessionPk, request }) =>
      void sql.run(PUT_REQUEST, hostId, request.id, sessionPk, JSON.stringify(request)),
    deleteRequest: (hostId, id) =>
      void sql.run('delete from held_requests where host_id = ? and id = ?', hostId, id),

    hookOfSession(sessionPk) {
      const row = sql.get('select * from hook_reports where session_pk = ?', sessionPk);
      return row && toHook(row);
    },
    hooksOfHost: (hostId, after) =>
      sql.all('select * from hook_reports where host_id = ? and at > ?', hostId, after).map(toHook),
    putHook: ({ hostId, sessionPk, report }) =>
      void sql.run(PUT_HOOK, sessionPk, hostId, Math.round(report.at), JSON.stringify(report)),
    deleteHook: (sessionPk) => void sql.run('delete from hook_reports where session_pk = ?', sessionPk),
  };
}
