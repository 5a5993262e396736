import { Link } from '@tanstack/react-router';
import { GitBranch, Link2, Orbit, SquareTerminal } from 'lucide-react';
import { useCallback } from 'react';
import { formatCost, formatTokens, totalTokens } from '../../format/amount.ts';
import { formatModel } from '../../format/name.ts';
import { REMOVED_MACHINE } from '../../state/host-words.ts';
import type { LiveState } from '../../state/live-state.ts';
import { markOf } from '../../state/session-status.ts';
import { useLive } from '../../state/use-live.tsx';
import type { SessionSummary } from '../../state/wire-types.ts';
import { Separator } from '../../ui/bits.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { openLayer } from '../actions/palette-state.ts';
import { copySessionLink } from '../actions/session-actions.ts';

/** Whose conversation this is, and the ways on from it. */
export function ConversationHeader({ session }: { session: SessionSummary }) {
  const hostName = useLive(
    useCallback(
      (state: LiveState) => state.hosts.get(session.hostId)?.name ?? REMOVED_MACHINE,
      [session.hostId],
    ),
  );
  return (
    <div className="flex-none border-b border-line">
      <div className="mx-auto max-w-[49rem] px-4 py-2.5">
        <div className="flex items-center gap-2">
          <StateMark mark={markOf(session)} />
          <h1
            className="min-w-0 flex-1 truncate text-16 font-semibold tracking-[-.017em]"
            title={session.title}
          >
            {session.title}
          </h1>
          <Link
            to="/"
            search={{ session: session.id }}
            aria-label="Show in Operations"
            title="Show in Operations"
            className="inline-flex size-7 flex-none items-center justify-center rounded-control bg-raised ring-1 ring-line-strong ring-inset hover:bg-hover"
          >
            <Icon of={Orbit} size={14} />
          </Link>
          <IconButton label="Copy link" look="plain" onClick={() => copySessionLink(session.id)}>
            <Icon of={Link2} size={14} />
          </IconButton>
          <Button icon={<Icon of={SquareTerminal} size={14} />} onClick={() => openLayer('resume')}>
            Resume
          </Button>
        </div>
        <div className="num mt-1 flex min-w-0 items-center gap-1.5 overflow-hidden text-12 whitespace-nowrap text-fg-3">
          <b className="font-medium text-fg-2">{hostName}</b>
          <Separator />
          <b className="font-medium text-fg-2">{session.project}</b>
          {session.gitBranch !== null && session.gitBranch !== '' && (
            <>
              <Icon of={GitBranch} size={12} />
              <span className="truncate">{session.gitBranch}</span>
            </>
          )}
          {session.model !== null && (
            <>
              <Separator>·</Separator>
              <span>{formatModel(session.model)}</span>
            </>
          )}
          <Separator>·</Separator>
          <span>
            {formatTokens(totalTokens(session.usage))} tokens, {formatCost(session.usage.costMicros)}
          </span>
          {session.malformedLines > 0 && (
            <>
              <Separator>·</Separator>
              <span>{session.malformedLines} lines could not be read</span>
            </>
          )}
        </div>
      </div>
    </div>
  );
}
