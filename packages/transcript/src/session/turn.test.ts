import { describe, expect, it } from 'vitest';
import { emptySessionState } from './projection-state.ts';
import { beginTurn, closeTurn, openTurn } from './turn.ts';

type Step = ['prompt' | 'more' | 'end' | 'guess', number];

/** Whether the turn is open after some records, and since when. */
function turnAfter(...steps: Step[]): [boolean, number | null] {
  const turn = emptySessionState();
  for (const [what, at] of steps) {
    if (what === 'prompt') beginTurn(turn, at);
    if (what === 'prompt' || what === 'more') openTurn(turn, at);
    if (what === 'end' || what === 'guess') closeTurn(turn, at, what === 'guess');
  }
  return [turn.isTurnOpen, turn.turnSince];
}

describe('since when the turn is as it is', () => {
  it('[TR44] is open since its prompt, and closed since its first end', () => {
    expect(turnAfter()).toEqual([false, null]);
    expect(turnAfter(['prompt', 10], ['more', 20], ['more', 30])).toEqual([true, 10]);
    expect(turnAfter(['prompt', 10], ['more', 20], ['end', 30], ['end', 31])).toEqual([false, 30]);
  });

  it('[TR44] is a new one with each prompt, and with what a report of a task starts', () => {
    expect(turnAfter(['prompt', 10], ['prompt', 20])).toEqual([true, 20]);
    expect(turnAfter(['prompt', 10], ['end', 20], ['more', 30])).toEqual([true, 30]);
  });

  it('[TR46] is the same after a text that was only guessed to be the last', () => {
    expect(turnAfter(['prompt', 10], ['guess', 20])).toEqual([false, 20]);
    expect(turnAfter(['prompt', 10], ['guess', 20], ['more', 21])).toEqual([true, 10]);
    expect(turnAfter(['prompt', 10], ['guess', 20], ['more', 21], ['guess', 30])).toEqual([false, 30]);
    expect(turnAfter(['prompt', 10], ['guess', 20], ['prompt', 9000])).toEqual([true, 9000]);
  });

  it('[TR17] is not changed by a prompt that is written after the answer to it', () => {
    expect(turnAfter(['prompt', 9000], ['end', 9900], ['prompt', 9500])).toEqual([false, 9900]);
  });
});
