import { withUnseenNamed } from '../../format/visible-text.ts';
import type { PermissionRequestView, SessionSummary } from '../../state/wire-types.ts';

/** The request that a session's card shows and acts on: the oldest. */
export function firstRequest(session: {
  requests: readonly PermissionRequestView[];
}): PermissionRequestView | null {
  return session.requests[0] ?? null;
}

/** The request that the buttons of a card answer: a permission. Questions and plans must be read first. */
export function cardRequest(session: SessionSummary | undefined): PermissionRequestView | null {
  const request = session === undefined ? null : firstRequest(session);
  return request?.kind === 'permission' ? request : null;
}

/** What a place shows: the request, and what it asks. One that asks something else is another one, whatever its name is. */
export const shownKey = ({ id, digest }: Pick<PermissionRequestView, 'id' | 'digest'>): string =>
  `${id} ${digest}`;

/** Why a yes is not taken yet. */
export const UNREAD = 'There is more to read. Go to its end first, then approve.';

/** Why a request that is not all here cannot be approved. */
export const notWholeWords = (hostName: string): string =>
  `It is too large to be shown whole, so it cannot be approved from here. Answer it on ${hostName}.`;

/** Who asks what, as a sentence: "test-runner asks to run Bash". */
export function askedBy(request: PermissionRequestView): string {
  const asker = withUnseenNamed(request.agentType ?? 'Claude');
  switch (request.kind) {
    case 'permission':
      return `${asker} asks to run ${withUnseenNamed(request.tool)}`;
    case 'question':
      return `${asker} asks a question`;
    case 'plan':
      return `${asker} asks to approve a plan`;
  }
}

/** What would be run, in a few words: "pnpm prisma migrate deploy". */
export function askedInShort(request: PermissionRequestView): string {
  return withUnseenNamed(inShort(request));
}

function inShort({ tool, text, kind }: PermissionRequestView): string {
  const lines = text.split('\n').map((each) => each.trim());
  // A plan's heading is often just that word; what it begins with says more.
  if (kind === 'plan') return `Plan: ${lines.map(withoutMarks).find(saysSomething) ?? ''}`;
  const line = lines[0] ?? '';
  if (kind === 'question') return withoutMarks(line);
  if (tool === 'Bash') return line;
  return line === '' ? tool : `${tool} ${line}`;
}

/** Without the marks of a heading or a list. */
const withoutMarks = (line: string) => line.replace(/^(#+|[-*]|\d+[.)])\s+/, '');
const saysSomething = (line: string) => !/^(plan:?)?$/i.test(line);

/** Time until a request is let go, for a clock that counts from `expiresAt`; empty while that is far. */
export function formatExpiry(sinceMs: number): string {
  const left = -sinceMs;
  if (left <= 0) return 'expired';
  if (left < 60_000) return `expires in ${Math.ceil(left / 1_000)} s`;
  return left < 3 * 60_000 ? `expires in ${Math.floor(left / 60_000)} min` : '';
}

/** The whole command of a Bash request; null for other tools. */
export function commandOf({ tool, input, text }: PermissionRequestView): string | null {
  if (tool !== 'Bash') return null;
  const isObject = typeof input === 'object' && input !== null && 'command' in input;
  return isObject && typeof input.command === 'string' ? input.command : text;
}

/** Who waits for a person: sub-agents by their ids, the main thread as `main`. */
export function askersOf(session: SessionSummary | undefined): string[] {
  if (session === undefined) return [];
  if (session.requests.length > 0)
    return [...new Set(session.requests.map(({ agentId }) => agentId ?? 'main'))];
  return session.state === 'waiting' ? [session.waiting?.agentId ?? 'main'] : [];
}
