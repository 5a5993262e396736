import type { SessionState } from './projection-state.ts';
import { isInverted } from './record-order.ts';

type TurnState = Pick<
  SessionState,
  'isTurnOpen' | 'turnAt' | 'turnSince' | 'turnOpenedAt' | 'isTurnEndGuessed'
>;

/** A person spoke: what opens the turn now is a new one, whatever became of the one before. */
export function beginTurn(turn: TurnState, at: number | null): void {
  // A prompt can be written after the answer to it: the later of the two says how the turn stands.
  if (isInverted(at, turn.turnAt)) return;
  turn.isTurnOpen = false;
  turn.isTurnEndGuessed = false;
}

/** Something that the client goes on from. After an end that was only guessed, it is the same turn as before. */
export function openTurn(turn: TurnState, at: number | null): void {
  if (isInverted(at, turn.turnAt)) return;
  if (!turn.isTurnOpen) {
    if (!turn.isTurnEndGuessed) turn.turnOpenedAt = at;
    turn.turnSince = turn.turnOpenedAt;
  }
  turn.isTurnOpen = true;
  turn.isTurnEndGuessed = false;
  turn.turnAt = at ?? turn.turnAt;
}

/** The last word of a turn. Records that confirm it follow: it ended with the first. */
export function closeTurn(turn: TurnState, at: number | null, isGuess: boolean): void {
  if (isInverted(at, turn.turnAt)) return;
  if (turn.isTurnOpen) turn.turnSince = at;
  turn.isTurnEndGuessed = isGuess;
  turn.isTurnOpen = false;
  turn.turnAt = at ?? turn.turnAt;
}
