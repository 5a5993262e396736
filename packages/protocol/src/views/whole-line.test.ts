import { expect, it } from 'vitest';
import { wholeLine } from './whole-line.ts';

const bash = (command: string, more: Record<string, unknown> = {}) => ({
  ...{ kind: 'permission' as const, tool: 'Bash', text: command, isWhole: true, agentType: null },
  input: { command, ...more },
});

it('[PR12] a request is one whole line only when that line says all that would be done', () => {
  expect(wholeLine(bash('npm test'))).toBe('npm test');
  expect(wholeLine(bash('npm test', { description: 'Runs the tests' }))).toBe('npm test');
  expect(wholeLine({ ...bash(''), tool: 'Read', text: '/a/b', input: { file_path: '/a/b' } })).toBe('/a/b');
});

it.each([
  ['a long command', bash('a'.repeat(81))],
  ['a second line', bash('ls\nrm -rf ~')],
  ['a carriage return', bash('rm -rf ~ #\rls')],
  ['a tab', bash('ls\trm')],
  ['spaces that push the rest away', bash(`ls${' '.repeat(40)}; rm -rf ~`)],
  ['a space that is none', bash('ls\u00a0-l')],
  ['a line separator', bash('ls\u2028rm')],
  ['a turn of direction', bash('ls \u202e~ fr- mr')],
  ['a sign that is not seen', bash('ls\u200b')],
  ['a filler that looks like nothing', bash('ls \u3164')],
  ['tag characters', bash('ls \u{e0041}')],
  ['a lone surrogate', bash('ls \ud800')],
  ['nothing', bash('')],
  ['another field', bash('ls', { run_in_background: true })],
  ['a field of next year', bash('ls', { sandbox: false })],
  ['a text that is not the command', { ...bash('rm -rf ~'), text: 'ls' }],
  [
    'a file that is written',
    { ...bash(''), tool: 'Write', text: '/a', input: { file_path: '/a', content: 'b' } },
  ],
  [
    'a description of another tool',
    { ...bash('ls'), tool: 'Task', input: { command: 'ls', description: 'x' } },
  ],
  ['an input that was cut', { ...bash('ls'), isWhole: false }],
  ['no input', { ...bash('ls'), input: null }],
  ['a question', { ...bash('ls'), kind: 'question' as const }],
  ['a tool with a long name', { ...bash('ls'), tool: 'mcp__'.repeat(10) }],
  ['an agent that hides in its name', { ...bash('ls'), agentType: 'a\u202eb' }],
])('[PR12] %s is more than a line says', (_, request) => {
  expect(wholeLine(request)).toBeNull();
});
