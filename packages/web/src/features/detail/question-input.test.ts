import { describe, expect, it } from 'vitest';
import { answersOf, noChoice, planOf, readQuestions, withOption, withOther } from './question-input.ts';

const input = {
  questions: [
    { question: 'Which?', options: [{ label: 'A' }, { label: 'B', description: 'Second' }] },
    { question: 'How many?', multiSelect: true, options: [{ label: 'One' }, { label: 'Two' }] },
  ],
};

describe('questions', () => {
  it('[WC11] are read from the input, and are not made up where it says something else', () => {
    expect(readQuestions(input)?.map(({ question }) => question)).toEqual(['Which?', 'How many?']);
    expect(readQuestions({ questions: [] })).toBeNull();
    expect(readQuestions('text')).toBeNull();
    expect(readQuestions(null)).toBeNull();
  });

  it('[WC11] are answered by their text: one label, several in their order, or own words', () => {
    const [which, many] = readQuestions(input) ?? [];
    if (which === undefined || many === undefined) throw new Error('There are two questions.');
    const one = withOption(which, withOption(which, noChoice, 'A'), 'B');
    const several = withOther(many, withOption(many, withOption(many, noChoice, 'Two'), 'One'), ' ten ');
    const choices = new Map([
      ['Which?', one],
      ['How many?', several],
    ]);
    expect(answersOf([which, many], choices)).toEqual({ 'Which?': 'B', 'How many?': 'One, Two, ten' });
    expect(answersOf([which, many], new Map([['Which?', one]]))).toBeNull();
    expect(withOther(which, one, 'C')).toEqual({ labels: [], other: 'C' });
    expect(withOption(many, several, 'One').labels).toEqual(['Two']);
  });

  it('[WC11] show a plan from the input, else its text', () => {
    expect(planOf({ input: { plan: '# Plan' }, text: 'short' })).toBe('# Plan');
    expect(planOf({ input: null, text: 'short' })).toBe('short');
  });
});
