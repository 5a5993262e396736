import type { ProcessFacts } from './process-facts.ts';

/** Native builds: `…/claude` and, as their installer names them, `…/claude/versions/2.1.330`. */
const NATIVE = /(^|\/)claude(\.exe)?$|\/claude\/versions\/\d+\.\d+\.\d+[^/]*$/;

/** Script builds, of the command and of the SDK. */
const SCRIPT = /\/@anthropic-ai\/claude-(code|agent-sdk)\/.*cli\.(m?js)$/;

/**
 * Whether a process can be a Claude Code client: by its short name, which script builds give themselves, by its program,
 * or by the script that its program runs. A registry file alone never makes a process one.
 */
export function looksLikeClaude(facts: Pick<ProcessFacts, 'name' | 'exe' | 'argv'>): boolean {
  if (facts.name === 'claude') return true;
  if (isNativeClient(facts.exe)) return true;
  const exe = programPath(facts.exe ?? '');
  return /(^|\/)(node|bun|deno)[\d.]*$/.test(exe) && facts.argv.slice(1, 8).some((word) => SCRIPT.test(word));
}

/** Whether a program is a native build of the client, and not a script's interpreter. */
export function isNativeClient(exe: string | null): exe is string {
  return exe?.startsWith('/') === true && NATIVE.test(programPath(exe));
}

/** Linux marks programs that were replaced on disk, as updates do. */
export function programPath(exe: string): string {
  return exe.replace(/ \(deleted\)$/, '');
}
