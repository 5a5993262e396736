import { expect, it } from 'vitest';
import { whatIsAsked } from './what-is-asked.ts';

it('names who asks, and for what', () => {
  const asked = (kind: Parameters<typeof whatIsAsked>[0]['kind'], tool: string | null, reported = '') =>
    whatIsAsked({ kind, tool, reported }, 'test-runner');
  expect(asked('permission', 'Bash')).toBe('test-runner asks to run Bash');
  expect(asked('permission', null)).toBe('test-runner asks for permission');
  expect(asked('question', 'AskUserQuestion')).toBe('test-runner asks a question');
  expect(asked('plan', 'ExitPlanMode')).toBe('test-runner asks to approve a plan');
  expect(asked('other', null, 'dialog open')).toBe('test-runner waits: dialog open');
  expect(asked('other', null)).toBe('test-runner waits for a person');
  expect(whatIsAsked({ kind: 'question', tool: null, reported: '' })).toBe('Claude asks a question');
});
