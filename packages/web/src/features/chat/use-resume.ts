import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isLive } from '../../state/session-status.ts';
import type { SessionSummary } from '../../state/wire-types.ts';
import { fetchResume } from '../control/control-api.ts';
import { useMe } from '../control/use-control.tsx';
import { resumeCommand } from './resume-command.ts';

/** The command that resumes a session. The hub is asked where the person may; until it answers, what this page knows counts. */
export function useResume(session: SessionSummary): {
  command: string;
  isRunning: boolean;
  isCopied: boolean;
} {
  const isOperator = useMe()?.role !== 'viewer';
  const told = useQuery({
    queryKey: ['resume', session.id],
    queryFn: () => fetchResume(session.id),
    enabled: isOperator,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const command = told.data?.command ?? resumeCommand(session);
  const [copied, setCopied] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    // Plain http on another machine has no clipboard: then the button stays, which shows the text to copy by hand.
    navigator.clipboard?.writeText(command).then(
      () => isCurrent && setCopied(command),
      () => isCurrent && setCopied(null),
    );
    return () => {
      isCurrent = false;
    };
  }, [command]);
  return { command, isRunning: told.data?.isRunning ?? isLive(session), isCopied: copied === command };
}
