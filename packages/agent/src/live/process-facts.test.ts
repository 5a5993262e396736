import { describe, expect, it } from 'vitest';
import { readCommandLine } from './command-line.ts';
import { looksLikeClaude } from './looks-like-claude.ts';
import { parsePsLine } from './mac-processes.ts';
import { createProcessControl } from './process-control.ts';
import { projectSlug } from './project-slug.ts';
import { compareVersions, keepsRegistry, newestVersion } from './version-order.ts';

const ID = '0b0c1d2e-0000-4000-8000-000000000001';

describe('what tells a client from other processes', () => {
  it('[L38] a client looks like one by its name, its program or its script; others do not', () => {
    const claude = (name: string, exe: string | null, ...argv: string[]): boolean =>
      looksLikeClaude({ name, exe, argv });
    expect(claude('claude', '/usr/bin/node')).toBe(true);
    expect(claude('2.1.330', '/home/ada/.local/share/claude/versions/2.1.330')).toBe(true);
    expect(claude('2.1.330', '/home/ada/.local/share/claude/versions/2.1.330 (deleted)')).toBe(true);
    expect(claude('MainThread', '/x/native-binary/claude')).toBe(true);
    expect(claude('node', '/usr/bin/node', 'node', '/x/node_modules/@anthropic-ai/claude-code/cli.js')).toBe(
      true,
    );
    expect(claude('node', '/usr/bin/node', 'node', '/x/server.js')).toBe(false);
    expect(claude('vim', '/usr/bin/vim', 'vim', '/x/node_modules/@anthropic-ai/claude-code/cli.js')).toBe(
      false,
    );
    expect(claude('claudette', '/usr/bin/claudette')).toBe(false);
    expect(claude('bash', null)).toBe(false);
  });

  it('[L35] a command line tells the session, a helper and the version', () => {
    const read = (...argv: string[]): unknown => readCommandLine({ exe: '/usr/bin/claude', argv });
    expect(read('claude', '--resume', ID)).toEqual({ isSession: true, sessionId: ID, version: null });
    expect(read('claude', `--session-id=${ID}`, '-p', 'x')).toMatchObject({ sessionId: ID });
    expect(read('claude', '--resume', ID, '--fork-session')).toMatchObject({ sessionId: null });
    expect(read('claude', '--resume')).toMatchObject({ isSession: true, sessionId: null });
    expect(read('claude', 'mcp', 'serve')).toMatchObject({ isSession: false });
    expect(read('claude', 'bg-pty-host', '--bg-pty-host', '/x')).toMatchObject({ isSession: false });
    const exe = '/home/ada/.local/share/claude/versions/2.1.60';
    expect(readCommandLine({ exe, argv: ['claude'] }).version).toBe('2.1.60');
  });

  it('[L33] versions are compared as numbers', () => {
    expect(compareVersions('2.1.119', '2.1.120')).toBeLessThan(0);
    expect(keepsRegistry('2.1.120')).toBe(true);
    expect(keepsRegistry('2.1.19')).toBe(false);
    expect(keepsRegistry('10.0.0')).toBe(true);
    expect(newestVersion(['2.1.9', null, 'nightly', '2.1.330', '2.0.400'])).toBe('2.1.330');
    expect(newestVersion([])).toBeNull();
  });

  it('[L32] a working folder has a project folder, except very long ones', () => {
    expect(projectSlug('/tmp/a.b/c_ü')).toBe('-tmp-a-b-c--');
    expect(projectSlug(`/${'a'.repeat(200)}`)).toBeNull();
  });

  it('[L49] a line of ps is read on macOS, and an empty one means that there is no such process', () => {
    const line = 'Thu Nov 26 13:57:58 2026       501   812 /Users/Ada L/.local/bin/claude\n';
    expect(parsePsLine(7, line)).toMatchObject({
      ...{ pid: 7, parentPid: 812, uid: 501, name: 'claude', exe: '/Users/Ada L/.local/bin/claude' },
      startTime: 'Thu Nov 26 13:57:58 2026',
      startedAtMs: new Date(2026, 10, 26, 13, 57, 58).getTime(),
    });
    expect(parsePsLine(7, '')).toBeNull();
  });

  it.runIf(process.platform === 'linux')(
    '[L38] a thread is no process, and this process is described',
    () => {
      const control = createProcessControl();
      const own = control.describe(process.pid);
      expect(own).toMatchObject({ uid: process.getuid?.(), parentPid: process.ppid, exe: process.execPath });
      expect(Math.abs((own?.startedAtMs ?? 0) - performance.timeOrigin)).toBeLessThan(5_000);
      expect(control.describe(2 ** 22 + 12_345)).toBeNull();
    },
  );

  it('[L38] where processes cannot be verified, nothing is described, listed or signalled', () => {
    const control = createProcessControl('win32');
    expect(control.canVerify).toBe(false);
    expect(control.describe(process.pid)).toBeNull();
    expect(control.listClaude()).toEqual([]);
    expect(control.signal(process.pid, 'SIGTERM')).toBe('forbidden');
  });
});
