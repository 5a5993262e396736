import { formatTimeOfDay } from '../../format/duration.ts';
import { withUnseenNamed } from '../../format/visible-text.ts';
import { withinFolder } from '../../format/within-folder.ts';
import { urgentAlert } from '../../state/session-status.ts';
import type { SessionSummary } from '../../state/wire-types.ts';
import { askedInShort, firstRequest } from '../control/asked.ts';

/** The last line of a card: what is asked, why the alert, or what was done. `at` is when it began. */
export interface LastLine {
  text: string;
  tool: string | null;
  at: number | null;
  /** Waits are told to the second. */
  isWait: boolean;
  isCode: boolean;
}

/** What the last line of a session's card says. */
export function lastLineOf(session: SessionSummary): LastLine {
  const { lastAction } = session;
  const alert = urgentAlert(session);
  if (alert !== null && session.state !== 'waiting') {
    const text = alert.evidence.charAt(0).toUpperCase() + alert.evidence.slice(1);
    return { text, tool: null, at: session.lastActivityAt, isWait: false, isCode: false };
  }
  switch (session.state) {
    case 'waiting':
      return {
        text: askedText(session),
        tool: null,
        at: session.stateSince ?? firstRequest(session)?.at ?? null,
        isWait: true,
        isCode: (firstRequest(session)?.kind ?? session.waiting?.kind) === 'permission',
      };
    case 'idle':
      return {
        text: 'Idle',
        tool: null,
        at: session.stateSince ?? session.lastActivityAt,
        isWait: false,
        isCode: false,
      };
    case 'unreachable':
      return {
        text: session.stateSince === null ? 'Lost' : `Lost, as of ${formatTimeOfDay(session.stateSince)}`,
        tool: null,
        at: session.stateSince,
        isWait: false,
        isCode: false,
      };
    case 'unknown':
      return {
        text: session.stateReason || 'State unknown',
        tool: null,
        at: session.lastActivityAt,
        isWait: false,
        isCode: false,
      };
    case 'crashed':
      return {
        text: session.stateReason || 'Crashed',
        tool: null,
        at: session.lastActivityAt,
        isWait: false,
        isCode: false,
      };
    case 'working':
    case 'background':
    case 'ended':
      return {
        text:
          lastAction === null
            ? session.stateReason
            : withTool(lastAction.tool, withinFolder(lastAction.text, session.cwd)),
        tool: lastAction?.tool ?? null,
        at: lastAction?.at ?? session.lastActivityAt,
        isWait: false,
        isCode: lastAction?.tool != null,
      };
  }
}

/** What the buttons answer, where there are any; else what the client reports. A permission names its tool. */
function askedText(session: SessionSummary): string {
  const { waiting, stateReason } = session;
  const request = firstRequest(session);
  if (request !== null) {
    const text = askedInShort(request);
    return request.kind === 'permission' && request.tool === 'Bash' ? withTool('Bash', text) : text;
  }
  if (waiting === null) return stateReason;
  const text = waiting.text || waiting.reported;
  return withUnseenNamed(
    waiting.kind === 'permission' ? withTool(waiting.tool, text) : text.replace(/^[#\s]+/, ''),
  );
}

function withTool(tool: string | null, text: string): string {
  if (tool === null) return text;
  return tool === 'Bash' ? `Bash: ${text}` : `${tool} ${text}`;
}
