import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a state folder as an agent leaves it that has joined this hub, or (`hasJoined: false`) only tried to. */
export function makeAgentFolder(stateDir: string, hubUrl: string, { hasJoined = true } = {}): string {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const hubKeyHash = hasJoined ? 'k'.repeat(43) : null;
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const identity = { version: 1, publicKey: x, privateKey: d, hubUrl, hubKeyHash };
  writeFileSync(join(stateDir, 'identity.json'), JSON.stringify(identity), { mode: 0o600 });
  // Its first start writes down what the line that joins allows.
  const grants = { version: 1, allow: ['hooks', 'close'] };
  writeFileSync(join(stateDir, 'grants.json'), JSON.stringify(grants), { mode: 0o600 });
  return stateDir;
}
