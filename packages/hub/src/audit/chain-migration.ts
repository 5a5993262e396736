import type { DatabaseSync } from 'node:sqlite';
import { createAuditChain } from './audit-chain.ts';
import { AUDIT_CHAIN_SCHEMA } from './audit-schema.ts';
import { hasSealFiles, openAuditKey, writeSeal } from './audit-seal.ts';

/**
 * Makes the chain over an audit log. A folder that never had one gets a link for everything that it holds already, and
 * its seal. Where key or seal are there, a chain was taken away: then what is there gets no link, so that it stays broken.
 */
export function migrateToChain(database: DatabaseSync, dataDir: string): void {
  const hadChain = hasSealFiles(dataDir);
  database.exec(AUDIT_CHAIN_SCHEMA);
  if (hadChain) return;
  const key = openAuditKey(dataDir);
  const chain = createAuditChain(database, key);
  for (const { id, outcome } of database.prepare('SELECT id, outcome FROM audit ORDER BY id').all()) {
    chain.add(Number(id), 'begin');
    if (outcome !== null) chain.add(Number(id), 'finish');
  }
  writeSeal(dataDir, key, chain.head());
}
