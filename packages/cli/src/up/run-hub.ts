import { existsSync } from 'node:fs';
import {
  type Archive,
  createHub,
  createSqliteArchive,
  type Hub,
  type HubLogger,
  type SqliteArchiveOptions,
} from '@orrery/hub';
import { createHubClient } from '../hub-access/hub-client.ts';
import { readHubFile, removeHubFile, writeHubFile } from '../hub-access/hub-file.ts';
import { SITE_DIR } from '../places.ts';
import { EXIT } from '../terminal/cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { CLI_VERSION } from '../terminal/version.ts';
import {
  type RestartingHub,
  type RestartingHubOptions,
  type StartedHub,
  startRestartingHub,
} from './restarting-hub.ts';

/** A hub of this process with its archive, findable by commands on this machine. */
export type RunningHub = RestartingHub;

/** What `orrery up` decides of its hub. */
export interface RunHubOptions {
  dataDir: string;
  host: string;
  port: number;
  allowedHosts: readonly string[];
  insecureBind: boolean;
  publicUrl?: string;
  trustedProxies: readonly string[];
  pushSubject?: string;
  pushHosts?: readonly string[];
  /** Told of each storage thread that starts, so that a test can end one. */
  onThread?: SqliteArchiveOptions['onThread'];
}

/**
 * Opens the archive, listens, and leaves the file by which `orrery search` and the others find this hub. When the storage
 * dies, both are made anew in this process: agents and pages come back by themselves.
 */
export async function runHub(options: RunHubOptions, terminal: Terminal): Promise<RunningHub> {
  const logger = createLogger(terminal);
  if (SITE_DIR === null || !existsSync(SITE_DIR))
    terminal.err('warning: the page is not built. Run "npm run build" in the checkout.');
  const running = await startRestartingHub({
    start: (again) => startHub(options, again, logger),
    tell: (message) => terminal.err(`orrery: ${message}`),
    giveUp: (cause) => {
      terminal.err(`orrery: the hub cannot be started (${cause}). Agents keep what was not stored.`);
      process.exit(EXIT.failed);
    },
    schedule(task, delayMs) {
      const timer = setTimeout(task, delayMs);
      return () => clearTimeout(timer);
    },
    monotonicMs: () => performance.now(),
  });
  return running;
}

type Again = Parameters<RestartingHubOptions['start']>[0];

async function startHub(
  options: RunHubOptions,
  { port, suspects, onFatal }: Again,
  logger: HubLogger,
): Promise<StartedHub> {
  const { dataDir } = options;
  let isDead = false;
  const archive = await createSqliteArchive({
    dataDir,
    suspects,
    onProblem: (message) => logger.warn(message),
    onFatal: (cause) => {
      isDead = true;
      onFatal(cause);
    },
    ...(options.onThread === undefined ? {} : { onThread: options.onThread }),
  });
  let hub: Hub;
  try {
    hub = await createHub({
      ...options,
      ...(port === null ? {} : { port }),
      archive,
      version: CLI_VERSION,
      ...(SITE_DIR === null ? {} : { webDir: SITE_DIR }),
      logger,
    });
  } catch (error) {
    await archive.close();
    throw error;
  }
  const key = await makeLocalKey(hub, dataDir, options.publicUrl);
  return {
    hub,
    async close() {
      if (!isDead) return await closeAll({ hub, archive, dataDir, key });
      // The next start takes the key back. A dead archive cannot say goodbye, and has nothing left to write.
      await hub.close();
      await archive.close().catch((error: unknown) => logger.debug(`archive: ${error}`));
    },
  };
}

interface LocalKey {
  id: string;
  key: string;
}

/** A key for this run; the one that a killed run has left is revoked. */
async function makeLocalKey(hub: Hub, dataDir: string, publicUrl: string | undefined): Promise<LocalKey> {
  const left = readHubFile(dataDir);
  // It ends with this run, however long that is.
  const { id, key } = hub.createApiKey({ role: 'admin', name: 'local command line', expiresMs: null });
  writeHubFile(dataDir, {
    ...{ url: hub.url, apiKey: key, apiKeyId: id, pid: process.pid },
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  if (left !== null) await revokeKey(hub, key, left.apiKeyId);
  return { id, key };
}

async function revokeKey(hub: Hub, key: string, id: string): Promise<void> {
  const client = createHubClient({ url: hub.url, apiKey: key, isLocal: true });
  try {
    await client.remove(`/api/api-keys/${encodeURIComponent(id)}`);
  } catch {
    // Revoked by a person already, or the archive was replaced: either way the key is worth nothing.
  }
}

async function closeAll(parts: {
  hub: Hub;
  archive: Archive;
  dataDir: string;
  key: LocalKey;
}): Promise<void> {
  const { hub, archive, dataDir, key } = parts;
  removeHubFile(dataDir);
  await revokeKey(hub, key.key, key.id);
  await hub.close();
  await archive.close();
}

/** Warnings and errors go to the console, one line each; the rest would drown them. */
function createLogger(terminal: Terminal): HubLogger {
  const print = (level: string) => (message: string, facts?: Record<string, unknown>) => {
    terminal.err(`hub ${level}: ${message}${facts === undefined ? '' : ` ${JSON.stringify(facts)}`}`);
  };
  return { debug: () => undefined, info: () => undefined, warn: print('warning'), error: print('error') };
}
