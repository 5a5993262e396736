import type { CloseView } from '../../state/wire-types.ts';

/** Something that happened to a close of this page. */
export interface CloseNews {
  /** `gone`: the hub speaks of it no more. */
  kind: CloseView['state'] | 'gone';
  close: CloseView;
}

/** What is new about the closes that this page asked for. Told once for each step, however often the list arrives. */
export function closeNews(
  before: readonly CloseView[],
  after: readonly CloseView[],
  own: ReadonlySet<string>,
): CloseNews[] {
  const known = new Map(before.map((close) => [close.id, close]));
  const isOwn = ({ sessionId }: CloseView) => own.has(sessionId);
  const steps = after
    .filter((close) => isOwn(close) && known.get(close.id)?.state !== close.state)
    .map((close): CloseNews => ({ kind: close.state, close }));
  const left = new Set(after.map(({ id }) => id));
  const gone = before
    .filter((close) => isOwn(close) && !left.has(close.id) && isOpen(close))
    .map((close): CloseNews => ({ kind: 'gone', close }));
  return [...steps, ...gone];
}

const isOpen = ({ state }: CloseView) => state === 'pending' || state === 'stopping';

/** The session that Undo brings back: the newest that this page closes, else the one that is looked at. */
export function undoable(
  closes: readonly CloseView[],
  own: ReadonlySet<string>,
  shownSessionId: string | null,
): string | null {
  const pending = closes.filter(({ state }) => state === 'pending').sort((a, b) => b.at - a.at);
  const newestOwn = pending.find(({ sessionId }) => own.has(sessionId));
  return (newestOwn ?? pending.find(({ sessionId }) => sessionId === shownSessionId))?.sessionId ?? null;
}
