import { accessSync, constants, existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { defaultRoots } from '@orrery/agent';
import { dataFolder } from '../hub-access/data-folder.ts';
import { describeError } from '../terminal/cli-error.ts';
import { counted } from '../terminal/counted.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { CLI_VERSION } from '../terminal/version.ts';
import { folderProblem } from '../up/claude-folders.ts';
import { checkArchive } from './check-archive.ts';
import { checkAuditLog } from './check-audit-log.ts';
import { checkHooks } from './check-hooks.ts';
import { checkHubs } from './check-hubs.ts';
import { checkLinks } from './check-links.ts';

/** One thing that was looked at. */
export interface Check {
  name: string;
  result: 'ok' | 'warn' | 'fail';
  /** What was found and, where it is not ok, what to do. */
  text: string;
}

const LEAST_NODE = 24;
const LEAST_FREE_BYTES = 1_000_000_000;

/** Looks at everything that usually goes wrong. Changes nothing. */
export async function runChecks(terminal: Terminal): Promise<Check[]> {
  return [
    checkNode(),
    ...checkData(dataFolder(terminal)),
    ...(await checkHubs(terminal)),
    ...(await checkArchive(dataFolder(terminal))),
    ...(await checkAuditLog(dataFolder(terminal))),
    ...defaultRoots(terminal.env).map(checkRoot),
    ...checkLinks(terminal),
    ...(await checkHooks(terminal)),
    ...checkWatches(),
  ];
}

function checkNode(): Check {
  const { node } = process.versions;
  const isEnough = Number(node.split('.')[0]) >= LEAST_NODE;
  const text = `${node}, orrery ${CLI_VERSION}`;
  return isEnough
    ? { name: 'node', result: 'ok', text }
    : {
        name: 'node',
        result: 'fail',
        text: `${text}; the hub needs Node ${LEAST_NODE}. "npm start" fetches it.`,
      };
}

function checkData(dataDir: string): Check[] {
  const name = 'data folder';
  if (!existsSync(dataDir)) return [{ name, result: 'ok', text: `${dataDir} will be made by "orrery up"` }];
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    const isOpen = process.platform !== 'win32' && (statSync(dataDir).mode & 0o077) !== 0;
    const folder: Check = isOpen
      ? { name, result: 'warn', text: `${dataDir} can be read by others. Run: chmod 700 ${dataDir}` }
      : { name, result: 'ok', text: dataDir };
    const { bavail, bsize } = statfsSync(dataDir);
    const free = bavail * bsize;
    const gigabytes = `${(free / 1e9).toFixed(1)} GB free`;
    const disk: Check =
      free > LEAST_FREE_BYTES
        ? { name: 'disk', result: 'ok', text: gigabytes }
        : {
            name: 'disk',
            result: 'warn',
            text: `${gigabytes}. The archive stops taking lines when the disk is full.`,
          };
    return [folder, disk];
  } catch (error) {
    return [
      {
        name,
        result: 'fail',
        text: `${dataDir}: ${describeError(error)}. Correct its owner, or set ORRERY_DATA.`,
      },
    ];
  }
}

function checkRoot(root: string): Check {
  const name = 'claude folder';
  const problem = folderProblem(root);
  if (problem !== null) return { name, result: 'warn', text: `${root}: ${problem}` };
  const projects = join(root, 'projects');
  const count = existsSync(projects) ? readdirSync(projects).length : 0;
  return { name, result: 'ok', text: `${root}, ${counted(count, 'project folder')}` };
}

/** Linux gives each user a number of watches; without one left the agent has to poll. */
function checkWatches(): Check[] {
  const path = '/proc/sys/fs/inotify/max_user_watches';
  if (process.platform !== 'linux' || !existsSync(path)) return [];
  const limit = Number(readFileSync(path, 'utf8'));
  const name = 'watches';
  if (limit >= 8_192) return [{ name, result: 'ok', text: `${limit} allowed` }];
  return [
    {
      name,
      result: 'warn',
      text: `only ${limit} allowed. Raise it: sysctl fs.inotify.max_user_watches=65536`,
    },
  ];
}
