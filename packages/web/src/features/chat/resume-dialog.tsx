import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useCallback } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { useLive } from '../../state/use-live.tsx';
import type { SessionSummary } from '../../state/wire-types.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { dialogClass, Modal } from '../../ui/modal.tsx';
import { CommandLine } from './command-line.tsx';
import { useResume } from './use-resume.ts';

/** The command that resumes a session, and where to run it. */
export function ResumeDialog({ sessionId, onClose }: { sessionId: string; onClose: () => void }) {
  const session = useLive(useCallback((state: LiveState) => state.sessions.get(sessionId), [sessionId]));
  const hostName = useLive(
    useCallback(
      (state: LiveState) => state.hosts.get(state.sessions.get(sessionId)?.hostId ?? '')?.name ?? '',
      [sessionId],
    ),
  );
  return session === undefined ? null : (
    <ResumeCommand session={session} hostName={hostName} onClose={onClose} />
  );
}

interface ResumeCommandProps {
  session: SessionSummary;
  hostName: string;
  onClose: () => void;
}

function ResumeCommand({ session, hostName, onClose }: ResumeCommandProps) {
  const { command, isRunning, isCopied } = useResume(session);
  return (
    <Modal
      onClose={onClose}
      isDescribed
      onOpenAutoFocus={(event) => {
        event.preventDefault();
        document.querySelector<HTMLElement>('[role="dialog"] [data-copy]')?.focus();
      }}
      className={`${dialogClass} max-w-[40rem] p-4`}
    >
      <div className="flex items-start gap-2">
        <Dialog.Title className="min-w-0 flex-1 truncate text-16 font-semibold tracking-[-.015em]">
          Resume {session.title}
        </Dialog.Title>
        <Dialog.Close asChild>
          <IconButton label="Close">
            <Icon of={X} />
          </IconButton>
        </Dialog.Close>
      </div>
      <Dialog.Description className="mt-1 text-fg-2" role="status">
        {isCopied ? 'Command copied. Run it' : 'Run this'} in a terminal on{' '}
        <b className="font-semibold text-fg">{hostName}</b>.
      </Dialog.Description>
      <CommandLine command={command} className="mt-3" />
      {isRunning && (
        <p className="mt-3 text-fg-2">
          The session is open there{session.pid === null ? '' : ` as process ${session.pid}`}. Close it first:
          two programs that write to one session mix their answers.
        </p>
      )}
    </Modal>
  );
}
