import { spawn } from 'node:child_process';
import type { Terminal } from '../terminal/terminal.ts';

/** Opens the page for a person at this machine; nothing happens for scripts, over SSH or without a desktop. */
export function openBrowser(
  terminal: Terminal,
  url: string,
  platform: NodeJS.Platform = process.platform,
): void {
  const opener = openerOf(terminal, platform);
  if (opener === null || terminal.columns === null) return;
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  // The address is printed anyway.
  child.on('error', () => undefined);
  child.unref();
}

function openerOf({ env }: Terminal, platform: NodeJS.Platform): string | null {
  if (env.SSH_CONNECTION || env.CI) return null;
  switch (platform) {
    case 'darwin':
      return 'open';
    case 'win32':
      return 'explorer.exe';
    default:
      return env.DISPLAY || env.WAYLAND_DISPLAY ? 'xdg-open' : null;
  }
}
