import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isThere } from '../files/look.ts';

/** The background service answers within a fraction of a second; where it does not run, the client starts it first. */
const TIMEOUT_MS = 15_000;
const OUTPUT_BYTES = 65_536;
const WORDS_CHARS = 300;

/** What a client needs to find its own folders and its background service; nothing else is handed on. */
const PASSED_ON = [
  'PATH',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'TMPDIR',
  'TEMP',
  'TMP',
  'XDG_RUNTIME_DIR',
] as const;

/** Ids that the client gives to its background sessions. */
const JOB_ID = /^[a-f0-9]{1,8}$/;

/** Whether a registry's `jobId` can be an operand of `claude stop`. */
export function isJobId(text: string): boolean {
  return JOB_ID.test(text);
}

export interface StopBackgroundOptions {
  /** Absolute path of the client. */
  program: string;
  jobId: string;
  /** Claude folder of the session. */
  root: string;
  signal: AbortSignal;
}

/** Runs `claude stop <id>`: the background service starts a session anew when its process is merely killed. */
export function stopBackground(
  options: StopBackgroundOptions,
): Promise<{ isStopped: boolean; words: string }> {
  const { program, jobId, root, signal } = options;
  // Loaded when it is needed: it costs three megabytes, and most agents never close anything.
  const { execFile } = process.getBuiltinModule('node:child_process');
  return new Promise((resolve) => {
    execFile(
      program,
      ['stop', jobId],
      {
        cwd: root,
        env: environmentFor(root),
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
        maxBuffer: OUTPUT_BYTES,
        encoding: 'utf8',
        windowsHide: true,
        signal,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ isStopped: true, words: toWords(stdout) });
        else if (error.killed === true) {
          resolve({ isStopped: false, words: `no answer within ${TIMEOUT_MS / 1000} s` });
        } else resolve({ isStopped: false, words: toWords(stderr) || toWords(error.message) });
      },
    );
  });
}

/** A client looks in its home, unless it is told another Claude folder; its background service goes by the same. */
function environmentFor(root: string): Record<string, string> {
  const env: Record<string, string> = { HOME: homedir() };
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  if (root === join(homedir(), '.claude')) return env;
  // The settings of a home lie beside its Claude folder; those of a configured folder lie in it.
  if (basename(root) === '.claude' && isThere(`${root}.json`)) return { ...env, HOME: dirname(root) };
  return { ...env, CLAUDE_CONFIG_DIR: root };
}

/** Program output on one line, without escape sequences. */
function toWords(output: string): string {
  return output
    .replace(/\p{Cc}\[[\d;?]*[A-Za-z]/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, WORDS_CHARS);
}
