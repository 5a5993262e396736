import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The Claude folders of this account: `~/.claude`, and `$CLAUDE_CONFIG_DIR` where it is set. */
export function defaultRoots(env: Record<string, string | undefined> = process.env): string[] {
  const roots = [join(homedir(), '.claude')];
  const configured = env.CLAUDE_CONFIG_DIR;
  if (configured) roots.push(resolve(configured));
  return [...new Set(roots)];
}
