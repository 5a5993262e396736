import type { Command } from 'commander';
import { Command as Program } from 'commander';
import { expect, test } from 'vitest';
import type { Terminal } from '../terminal/terminal.ts';
import { runInPlace } from '../test/run-in-place.ts';
import { ALL_COMMANDS } from './all-commands.ts';

const terminal = { out: () => undefined, err: () => undefined, env: {}, cwd: '/' } as unknown as Terminal;

/** Every command, those below others too. */
function everyCommand(): Command[] {
  const program = new Program('orrery');
  for (const add of ALL_COMMANDS) add(program, terminal);
  const below = (command: Command): Command[] => [command, ...command.commands.flatMap(below)];
  return below(program);
}

const run = (...args: string[]) =>
  runInPlace(ALL_COMMANDS, args, { cwd: '/', env: { ORRERY_DATA: '/dev/null/none' } });

test('no help shows a time or a size as a bare number', () => {
  const helps = everyCommand().map((command) => command.helpInformation());
  expect(helps.length).toBeGreaterThan(25);
  for (const help of helps) expect(help).not.toMatch(/default: \d{7,}/);
  expect(helps.join('\n')).toMatch(/--expires.*default:\s+90d/s);
});

test('every --claude-dir names both folders that are read without it', () => {
  const options = everyCommand().flatMap(({ options: all }) =>
    all.filter(({ long }) => long === '--claude-dir'),
  );
  expect(options.length).toBeGreaterThan(2);
  for (const { description } of options) expect(description).toContain('~/.claude and $CLAUDE_CONFIG_DIR');
});

test.each([
  [['api-key', 'create', '--role', 'viewer', '--expires', 'soon'], /30m, 1h or 7d.*never/],
  [['join-token', 'create', '--expires', 'never'], /30m, 1h or 7d\.$/m],
  [
    ['agent', '--hub', 'http://127.0.0.1:9', '--allow', 'everything'],
    /with commas between them.*hooks,close.*none/,
  ],
  [['agent', 'allow', 'everything'], /hooks, close, terminals, settings.*blanks or commas/],
  [['agent', 'forbid', 'none'], /hooks, close, terminals, settings/],
  [['agent', 'allow', 'none'], /orrery agent forbid/],
  [['up', '--allow-host', 'http://orrery.example.com/'], /name alone.*orrery\.example\.com/],
  [['up', '--allow-host', 'a b'], /name alone/],
  [['up', '--allow-host', ''], /name alone/],
  [['up', '--push-host', 'https://push.example.com'], /name alone.*push\.example\.com/],
  [['up', '--push-subject', 'ops@example.com'], /mailto:/],
])('%j is refused with the form that works', async (args, words) => {
  const said = await run(...args);
  expect(said).toMatchObject({ code: 2, stdout: '' });
  expect(said.stderr).toMatch(words);
});
