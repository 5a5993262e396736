import type { SessionSummary } from '@orrery/protocol';
import type { AgentView, Entry, ToolCallView } from '@orrery/transcript';
import type { Archive, ArchiveChange } from '../archive/archive.ts';
import type { Clock } from '../server/clock.ts';
import { createFrame } from './frame.ts';
import type { TopicSource } from './topic-source.ts';

/** More than this in one frame and the newest 60 of a snapshot serve the reader better. */
const MAX_ENTRIES_PER_FRAME = 300;

/** One session: agents, newest tool calls, newest entries. */
export function createSessionSource(archive: Archive, clock: Clock, sessionId: string): TopicSource {
  const agents = new Map<string, AgentView>();
  const toolCalls = new Map<string, ToolCallView>();
  let entries: Entry[] = [];
  let session: SessionSummary | null = null;
  /** `seq` of the newest entry that changes have brought; null before the first load. */
  let lastEntry: number | null = null;
  const drop = () => {
    agents.clear();
    toolCalls.clear();
    entries = [];
    session = null;
  };
  return {
    open: () => archive.watch(sessionId),
    close: () => archive.unwatch(sessionId),
    load: async () => {
      const tail = await archive.sessionTail(sessionId);
      if (!tail) return null;
      // Only the first load sets it: later ones may be ahead of changes that other readers still wait for.
      lastEntry ??= tail.session.lastSeq;
      const { seq, ...fields } = tail;
      return createFrame({ type: 'sessionSnapshot', from: null, seq }, { now: clock.now(), ...fields });
    },
    collect: (change) => {
      // The load finds that it is gone, and says so.
      if (change.removed.sessions.includes(sessionId)) return 'reload';
      const row = change.sessions.find(({ id }) => id === sessionId);
      const details = findDetails(change, sessionId);
      if (!row && !details) return 'ignored';
      // Watching begins when the archive hears of it. What was under way by then comes without details.
      if (lastEntry === null && !details) return 'reload';
      session = row ?? session;
      for (const agent of details?.agents ?? []) agents.set(agent.id, agent);
      for (const call of details?.toolCalls ?? []) toolCalls.set(call.id, call);
      const fresh = (details?.entries ?? []).filter(({ seq }) => lastEntry === null || seq > lastEntry);
      const hasGap = lastEntry !== null && fresh[0] !== undefined && fresh[0].seq > lastEntry + 1;
      entries.push(...fresh);
      lastEntry = fresh.at(-1)?.seq ?? lastEntry;
      const isShort = row !== undefined && lastEntry !== null && row.lastSeq > lastEntry;
      if (!hasGap && !isShort && entries.length <= MAX_ENTRIES_PER_FRAME) return 'collected';
      lastEntry = row?.lastSeq ?? lastEntry;
      return 'reload';
    },
    takeDelta: (from, seq) => {
      const lists = { agents: [...agents.values()], toolCalls: [...toolCalls.values()], entries };
      const fields = { now: clock.now(), ...lists };
      const frame = createFrame(
        { type: 'sessionDelta', from, seq },
        session ? { ...fields, session } : fields,
      );
      drop();
      return frame;
    },
    drop,
  };
}

function findDetails(change: ArchiveChange, sessionId: string) {
  return change.details.find((details) => details.sessionId === sessionId);
}
