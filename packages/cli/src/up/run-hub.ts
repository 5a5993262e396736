import { existsSync } from 'node:fs';
import { type Archive, createHub, createSqliteArchive, type Hub, type HubLogger } from '@orrery/hub';
import { createHubClient } from '../hub-access/hub-client.ts';
import { readHubFile, removeHubFile, writeHubFile } from '../hub-access/hub-file.ts';
import { SITE_DIR } from '../places.ts';
import { EXIT } from '../terminal/cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { CLI_VERSION } from '../terminal/version.ts';

/** A hub of this process with its archive, findable by commands on this machine. */
export interface RunningHub {
  readonly hub: Hub;
  close(): Promise<void>;
}

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
}

/** Opens the archive, listens, and leaves the file by which `orrery search` and the others find this hub. */
export async function runHub(options: RunHubOptions, terminal: Terminal): Promise<RunningHub> {
  const { dataDir } = options;
  const logger = createLogger(terminal);
  const archive = await createSqliteArchive({
    dataDir,
    onProblem: (message) => logger.warn(message),
    onFatal: (cause) => {
      // Nothing is half stored, and agents keep what was not acknowledged; but this process can store nothing more.
      terminal.err(`orrery: a storage thread died (${cause}). Start Orrery again; nothing is lost.`);
      process.exit(EXIT.failed);
    },
  });
  let hub: Hub;
  try {
    hub = await createHub({
      ...options,
      archive,
      version: CLI_VERSION,
      ...(SITE_DIR === null ? {} : { webDir: SITE_DIR }),
      logger,
    });
  } catch (error) {
    await archive.close();
    throw error;
  }
  if (SITE_DIR === null || !existsSync(SITE_DIR))
    terminal.err('warning: the page is not built. Run "npm run build" in the checkout.');
  const key = await makeLocalKey(hub, dataDir);
  return { hub, close: () => closeAll({ hub, archive, dataDir, key }) };
}

interface LocalKey {
  id: string;
  key: string;
}

/** A key for this run; the one that a killed run has left is revoked. */
async function makeLocalKey(hub: Hub, dataDir: string): Promise<LocalKey> {
  const left = readHubFile(dataDir);
  // It ends with this run, however long that is.
  const { id, key } = hub.createApiKey({ role: 'admin', name: 'local command line', expiresMs: null });
  writeHubFile(dataDir, { url: hub.url, apiKey: key, apiKeyId: id, pid: process.pid });
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
