import { programPath } from './looks-like-claude.ts';
import type { ProcessFacts } from './process-facts.ts';

const SESSION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Commands of the client that are no session: they would be taken for the one that works in the same folder. */
const NO_SESSION = new Set([
  ...[
    'agents',
    'attach',
    'auth',
    'bg-pty-host',
    'bg-spare',
    'config',
    'daemon',
    'doctor',
    'edit-hook',
    'install',
  ],
  ...[
    'kill',
    'logs',
    'mcp',
    'migrate-installer',
    'plugin',
    'plugins',
    'remote-control',
    'respawn',
    'rm',
    'server',
  ],
  ...['setup-token', 'stop', 'update', 'upgrade'],
]);

/** Whether the name of a transcript or a word of a command line is a session id. */
export function isSessionId(text: string): boolean {
  return SESSION_ID.test(text);
}

/** What the command line of a client tells, where it was not overwritten by its title. */
export function readCommandLine(facts: Pick<ProcessFacts, 'exe' | 'argv'>): {
  isSession: boolean;
  sessionId: string | null;
  version: string | null;
} {
  const words = facts.argv.slice(1);
  const version = /\/versions\/(\d+\.\d+\.\d+)[^/]*$/.exec(programPath(facts.exe ?? ''))?.[1] ?? null;
  let sessionId: string | null = null;
  for (const [index, word] of words.entries()) {
    const [flag = '', joined] = word.split('=', 2);
    if (flag !== '--resume' && flag !== '-r' && flag !== '--session-id') continue;
    const value = joined ?? words[index + 1] ?? '';
    if (isSessionId(value)) sessionId = value.toLowerCase();
  }
  const isFork = words.includes('--fork-session');
  const isHelper = words.some((word) => word.startsWith('--bg-')) || NO_SESSION.has(words[0] ?? '');
  return { isSession: !isHelper, sessionId: isFork ? null : sessionId, version };
}
