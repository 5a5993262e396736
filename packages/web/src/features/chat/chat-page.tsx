import { REMOVED_MACHINE } from '../../state/host-words.ts';
import type { LiveState } from '../../state/live-state.ts';
import { markOf } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { isSameList, useLive } from '../../state/use-live.tsx';
import type { SessionSummary } from '../../state/wire-types.ts';
import { EmptyState } from '../../ui/pane.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { CommandLine } from './command-line.tsx';
import { resumeCommand } from './resume-command.ts';

/** The page is for picking up work again: the sessions of the last day are enough. */
const MOST = 60;

const recent = (state: LiveState) =>
  [...shownSessions(state).values()]
    .sort((a, b) => (b.lastActivityAt ?? 0) - (a.lastActivityAt ?? 0))
    .slice(0, MOST);
const hostsOf = (state: LiveState) => state.hosts;

/** How to go on with each session, in a terminal of its own machine. */
export function ChatPage() {
  const sessions = useLive(recent, isSameList);
  const hosts = useLive(hostsOf);
  return (
    <main id="main" tabIndex={-1} className="outline-none min-h-0 flex-1 overflow-y-auto bg-surface">
      <div className="mx-auto max-w-[62rem] px-4 py-4">
        <h1 className="text-20 font-semibold tracking-[-.015em]">Chat</h1>
        <p className="mt-1 max-w-[44rem] text-fg-2">
          To go on with a session, run its command in a terminal on the machine named. The page has no
          terminal of its own in this version.
        </p>
        {sessions.length === 0 && <EmptyState title="No session in the last day" />}
        <ul className="mt-3">
          {sessions.map((session) => (
            <ResumeRow
              key={session.id}
              session={session}
              hostName={hosts.get(session.hostId)?.name ?? REMOVED_MACHINE}
            />
          ))}
        </ul>
      </div>
    </main>
  );
}

function ResumeRow({ session, hostName }: { session: SessionSummary; hostName: string }) {
  return (
    <li className="border-b border-line py-2.5">
      <p className="flex items-center gap-2">
        <StateMark mark={markOf(session)} size={16} />
        <span className="min-w-0 truncate font-semibold">{session.title}</span>
        <span className="flex-none text-12 text-fg-3">
          on <b className="font-medium text-fg-2">{hostName}</b>
        </span>
      </p>
      <CommandLine command={resumeCommand(session)} className="mt-1.5" />
    </li>
  );
}
