import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionSummary } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/test-hub.ts';
import { quotePowerShell } from './quote-argument.ts';
import { resumeOf } from './resume.ts';

const UUID = '11111111-1111-4111-8111-111111111111';
const LINUX = { name: 'studio-01', os: 'linux' };
const WINDOWS = { name: 'desk', os: 'windows' };

const sessionOf = (part: Partial<SessionSummary> = {}) =>
  ({ id: UUID, hostId: 'h1', cwd: '/home/ana/shop', state: 'ended', pid: null, ...part }) as SessionSummary;

describe('resume', () => {
  it('[CT11] gives the command, where to run it and whether it runs', () => {
    expect(resumeOf(sessionOf({ id: `${UUID}~h1`, state: 'idle', pid: 4 }), LINUX)).toEqual({
      hostId: 'h1',
      hostName: 'studio-01',
      cwd: '/home/ana/shop',
      argv: ['claude', '--resume', UUID],
      command: `cd -- /home/ana/shop && claude --resume ${UUID}`,
      isRunning: true,
    });
    expect(resumeOf(sessionOf({ cwd: null }), LINUX)).toMatchObject({
      ...{ command: `claude --resume ${UUID}`, isRunning: false },
    });
  });

  it('[CT11] names directories so that a shell reads nothing else from them', () => {
    const base = realpathSync(temporaryFolder());
    for (const name of ["it's", '$(touch pwned)', 'a b; echo x', '`id`', '-rf', '"q"', '~', 'ü ö']) {
      const cwd = join(base, name);
      mkdirSync(cwd);
      const { command } = resumeOf(sessionOf({ cwd }), LINUX);
      const [go = ''] = command.split(' && claude');
      expect(execFileSync('/bin/sh', ['-c', `${go} && pwd`], { cwd: base, encoding: 'utf8' })).toBe(
        `${cwd}\n`,
      );
    }
  });

  it('[CT11] speaks PowerShell on Windows, where typographic quotes end a text too', () => {
    expect(resumeOf(sessionOf({ cwd: 'C:\\Users\\ana\\it’s' }), WINDOWS).command).toBe(
      `Set-Location -LiteralPath 'C:\\Users\\ana\\it’’s' -ErrorAction Stop; if ($?) { claude --resume ${UUID} }`,
    );
    expect(quotePowerShell("a'b$(c)")).toBe("'a''b$(c)'");
  });

  it('[CT11] leaves out a directory that would act on the terminal, and refuses ids that are none', () => {
    const { cwd, command } = resumeOf(sessionOf({ cwd: '/tmp/\u001b[201~x' }), LINUX);
    expect([cwd, command]).toEqual([null, `claude --resume ${UUID}`]);
    for (const id of ['--dangerously-skip-permissions', `${UUID}; id`, 'x']) {
      expect(() => resumeOf(sessionOf({ id }), LINUX)).toThrow(/no id/);
    }
  });
});
