import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import type { HostFacts } from '@orrery/protocol';

/** What the hub takes of a fact in words. */
const MAX_FACT_CHARS = 256;

/** What this machine is. `person` as given, else the account's login name. */
export function readHostFacts(person: string | null): HostFacts {
  return {
    os: process.platform === 'darwin' ? 'macos' : process.platform === 'win32' ? 'windows' : process.platform,
    osVersion: readOsVersion().slice(0, MAX_FACT_CHARS),
    arch: process.arch,
    cpus: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    formFactor: guessFormFactor(),
    person: (person ?? readPerson())?.slice(0, MAX_FACT_CHARS) ?? null,
  };
}

function readOsVersion(): string {
  const release = readOptional('/etc/os-release').match(/^PRETTY_NAME="?([^"\n]+)/m)?.[1];
  return release ?? `${os.type()} ${os.release()}`;
}

function readPerson(): string | null {
  try {
    const { username } = os.userInfo();
    const fullName = readOptional('/etc/passwd')
      .split('\n')
      .find((line) => line.startsWith(`${username}:`))
      ?.split(':')[4]
      ?.split(',')[0];
    return fullName || username;
  } catch (error) {
    // No entry for this uid, as in many containers.
    if (error instanceof Error) return null;
    throw error;
  }
}

const LAPTOP_CHASSIS = new Set(['8', '9', '10', '11', '14', '30', '31', '32']);
const DESKTOP_CHASSIS = new Set(['3', '4', '5', '6', '7', '13', '15', '16', '35', '36']);
const SERVER_CHASSIS = new Set(['17', '23', '25', '28', '29']);
const CLOUD_VENDORS =
  /amazon|google|microsoft corporation|digitalocean|hetzner|qemu|openstack|vmware|xen|vultr|linode/i;

function guessFormFactor(): HostFacts['formFactor'] {
  if (process.platform === 'darwin') return 'laptop';
  if (process.platform !== 'linux') return 'unknown';
  if (/raspberry/i.test(readOptional('/proc/device-tree/model'))) return 'pi';
  const chassis = readOptional('/sys/class/dmi/id/chassis_type').trim();
  if (LAPTOP_CHASSIS.has(chassis) || existsSync('/sys/class/power_supply/BAT0')) return 'laptop';
  if (CLOUD_VENDORS.test(readOptional('/sys/class/dmi/id/sys_vendor'))) return 'cloud';
  if (SERVER_CHASSIS.has(chassis)) return 'server';
  if (DESKTOP_CHASSIS.has(chassis)) return 'desktop';
  return 'unknown';
}

/** Empty when it is not there or not for us: every fact is optional. */
function readOptional(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}
