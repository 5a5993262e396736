import type { ClientKind } from './session-view.ts';

const DESKTOP = new Set(['claude-desktop', 'claude-desktop-3p', 'local-agent']);
const WEB = new Set(['claude_in_slack', 'claude-in-teams', 'remote']);

/** Which program wrote a session, from `entrypoint`; clients before 2.1.120 do not say. */
export function clientKindOf(entrypoint: string | null): ClientKind {
  if (entrypoint === null) return 'unknown';
  if (entrypoint === 'cli') return 'cli';
  if (entrypoint.startsWith('sdk-')) return 'sdk';
  if (entrypoint === 'claude-vscode') return 'vscode';
  if (DESKTOP.has(entrypoint)) return 'desktop';
  if (WEB.has(entrypoint) || entrypoint.startsWith('remote_')) return 'web';
  return 'other';
}
