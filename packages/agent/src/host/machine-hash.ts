import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';

/** Tells a machine from a disk copy of it that carries the same agent key. A hash: the machine id itself stays here. */
export function machineHash(): string {
  const id = readMachineId();
  return createHash('sha256').update(`orrery-machine\n${id}\n${os.hostname()}`).digest('hex');
}

function readMachineId(): string {
  for (const path of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
  // macOS, Windows: the first network card that is not the loopback.
  const cards = Object.values(os.networkInterfaces()).flat();
  return cards.find((card) => card && !card.internal)?.mac ?? '';
}
