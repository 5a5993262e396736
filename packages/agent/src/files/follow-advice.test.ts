import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { adviceToFollow } from './follow-advice.ts';

const home = '/home/ada';
const advise = (dir: string, of = home): string =>
  adviceToFollow(dir, { home: of, root: join(of, '.claude'), command: 'orrery up --follow' });

it.each([
  '/mnt/sessions',
  '/srv/claude/projects',
  '/home/ada/work/sessions',
  '/home/ada/.claude-work/projects',
])('[F12] a folder that sessions can be in is offered by name: %s', (dir) => {
  expect(advise(dir)).toBe(` Start with orrery up --follow ${dir} if it may be read.`);
});

it.each([
  ...['/', '/proc', '/proc/25780', '/sys/kernel', '/dev', '/dev/shm', '/etc', '/etc/ssl', '/root', '/root/x'],
  ...['/run/user/1000', '/usr/share', '/boot', '/var/lib/x', '/private/etc', '/System/x', '/Library'],
  ...['/home', '/home/ada', '/home/ada/.ssh', '/home/ada/.config/gh', '/mnt/disk/.aws', '/home/ada/.claude'],
  ...['/mnt/a;reboot', '/mnt/$(id)', '/mnt/a b', "/mnt/a'b", '/mnt/-rf\n', '/mnt/a‮b'],
  ...['C:\\', 'C:\\Windows\\x', 'C:\\Program Files\\x'],
])('[F12] no command is offered that a hostile link could have meant: %j', (dir) => {
  expect(advise(dir)).toBe('');
});

it('[F12] an account whose home is a system folder is offered what lies below it', () => {
  expect(advise('/root/sessions', '/root')).toContain('--follow /root/sessions');
  expect(advise('/root', '/root')).toBe('');
  expect(advise(homedir(), homedir())).toBe('');
  expect(advise(dirname(homedir()), homedir())).toBe('');
});
