import type { DatabaseSync } from 'node:sqlite';
import { createAuditChain } from './audit-chain.ts';
import { AUDIT_CHAIN_SCHEMA } from './audit-schema.ts';
import { openAuditKey, writeSeal } from './audit-seal.ts';

/** Makes the chain over an audit log, with a link for everything that it holds already, and seals it. */
export function migrateToChain(database: DatabaseSync, dataDir: string): void {
  database.exec(AUDIT_CHAIN_SCHEMA);
  const key = openAuditKey(dataDir);
  const chain = createAuditChain(database, key);
  for (const { id, outcome } of database.prepare('SELECT id, outcome FROM audit ORDER BY id').all()) {
    chain.add(Number(id), 'begin');
    if (outcome !== null) chain.add(Number(id), 'finish');
  }
  writeSeal(dataDir, key, chain.head());
}
