import type { CloseView, CommandResult } from '@orrery/protocol';

/** What happens to a close. */
export type CloseEvent =
  | { type: 'undone'; by: string }
  /** The time to undo it is over. */
  | { type: 'due' }
  | { type: 'ended'; message: string }
  | { type: 'failed'; message: string };

/** The close after an event; the same object when the event comes too late or too early for it. */
export function reduceClose(view: CloseView, event: CloseEvent): CloseView {
  const { state } = view;
  switch (event.type) {
    case 'undone':
      return state === 'pending'
        ? { ...view, state: 'undone', message: `Undone by ${event.by}. Nothing was closed.` }
        : view;
    case 'due':
      return state === 'pending' ? { ...view, state: 'stopping' } : view;
    case 'ended':
      return isOver(view) ? view : { ...view, state: 'done', message: event.message };
    case 'failed':
      return isOver(view) ? view : { ...view, state: 'failed', message: event.message };
  }
}

/** Nothing happens to it any more. */
export function isOver({ state }: CloseView): boolean {
  return state !== 'pending' && state !== 'stopping';
}

/** What a close makes of the agent's result. */
export function closeEventOf({ outcome, message }: CommandResult): CloseEvent {
  switch (outcome) {
    case 'done':
      return { type: 'ended', message: message || 'It was closed.' };
    case 'stale':
      return { type: 'ended', message: message || 'It had ended already.' };
    case 'refused':
    case 'failed':
      return { type: 'failed', message };
  }
}

/** Why a close cannot be undone; null when it can, or was. */
export function tooLateWords({ state, message }: CloseView): string | null {
  switch (state) {
    case 'pending':
    case 'undone':
      return null;
    case 'stopping':
      return 'It is too late to undo: the session is being stopped.';
    case 'done':
      return 'It is too late to undo: the session has ended. Resume goes on with it.';
    case 'failed':
      return `There is nothing to undo. ${message}`;
  }
}
