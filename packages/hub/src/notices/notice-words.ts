import type { NoticeKind } from '@orrery/protocol';
import { whatIsAsked } from '@orrery/transcript';
import { plainLine } from '../control/plain-line.ts';
import type { NoticedFact } from './notice.ts';

const MAX_TITLE_CHARS = 120;
const MAX_SESSION_CHARS = 100;
const MAX_DETAIL_CHARS = 400;

type AlertNotice = Exclude<NoticeKind, 'permission' | 'answer'>;

const ALERT_TITLES: Record<AlertNotice, string> = {
  looping: 'Claude is looping',
  burning: 'Claude is burning tokens',
  stuck: 'Claude is stuck',
  erroring: 'Claude keeps failing',
  contextFull: 'The context is nearly full',
  waitingLong: 'Claude still waits for a person',
  crashed: 'Claude crashed',
};

/** Title and body of a notice: what happened; in which session, where, and why. `where` is the body without the why. */
export function noticeWords(
  fact: NoticedFact,
  { asker, hostName }: { asker: string; hostName: string },
): { title: string; body: string; where: string } {
  const { session } = fact;
  const where = `${plainLine(session.title, MAX_SESSION_CHARS) || 'A session'}, on ${plainLine(hostName, 60)}`;
  const detail = plainLine(detailOf(fact), MAX_DETAIL_CHARS);
  const further = fact.furtherRequests > 0 ? ` (and ${fact.furtherRequests} more)` : '';
  const body = (detail === '' ? where : `${where}: ${detail}`) + further;
  return { title: plainLine(titleOf(fact, asker), MAX_TITLE_CHARS), body, where };
}

function titleOf({ kind, session, request }: NoticedFact, asker: string): string {
  switch (kind) {
    case 'permission':
    case 'answer': {
      const waiting = session.waiting ?? { kind: 'other', reported: '', tool: null };
      return whatIsAsked(request ? { kind: request.kind, tool: request.tool, reported: '' } : waiting, asker);
    }
    case 'looping':
    case 'burning':
    case 'stuck':
    case 'erroring':
    case 'contextFull':
    case 'waitingLong':
    case 'crashed':
      return ALERT_TITLES[kind];
  }
}

function detailOf({ kind, session, request, evidence }: NoticedFact): string {
  if (kind !== 'permission' && kind !== 'answer') return evidence;
  return request?.text ?? session.waiting?.text ?? '';
}
