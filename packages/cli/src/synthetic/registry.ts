import type { ClientVersion } from './client-version.ts';

/** What a running client says of itself in `sessions/<pid>.json`. */
export interface RegistryState {
  pid: number;
  sessionId: string;
  cwd: string;
  startedAtMs: number;
  /** As the operating system tells the process's start; detects a reused pid. */
  procStart: string;
  entrypoint: string;
  status: 'busy' | 'idle' | 'waiting' | 'shell';
  statusSinceMs: number;
  /** Only while waiting: `permission prompt`, `input needed`. */
  waitingFor: string | null;
}

/** Path and content of the registry file; null for versions that write none. */
export function registryFile(
  version: ClientVersion,
  state: RegistryState,
): { path: string; content: string } | null {
  if (version.registry === 'none') return null;
  const name = `${state.cwd.split(/[\\/]/).at(-1) ?? 'project'}-${(state.pid % 256).toString(16).padStart(2, '0')}`;
  const hasStatus = version.registry === 'full' || state.entrypoint === 'cli';
  const content = {
    pid: state.pid,
    sessionId: state.sessionId,
    cwd: state.cwd,
    startedAt: state.startedAtMs,
    procStart: state.procStart,
    version: version.version,
    peerProtocol: 1,
    ...(version.registry === 'full' ? { peerFeatures: ['notify_idle'] } : {}),
    kind: 'interactive',
    entrypoint: state.entrypoint,
    ...(version.registry === 'plain' ? {} : { name, nameSource: 'derived' }),
    ...(version.registry === 'full' ? { nameSince: state.startedAtMs } : {}),
    ...(hasStatus ? { status: state.status } : {}),
    updatedAt: state.statusSinceMs,
    ...(hasStatus && version.registry !== 'plain' ? { statusUpdatedAt: state.statusSinceMs } : {}),
    ...(hasStatus && state.waitingFor !== null ? { waitingFor: state.waitingFor } : {}),
  };
  return { path: `sessions/${state.pid}.json`, content: JSON.stringify(content) };
}
