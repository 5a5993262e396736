import type { DatabaseSync } from 'node:sqlite';
import { readSeal } from './audit-seal.ts';

/** What is wrong between the chain and its seal, in words; null when the chain holds what was sealed. */
export function sealProblem(database: DatabaseSync, dataDir: string, key: string): string | null {
  // The seal first: the chain only grows meanwhile, so what was sealed must be in it.
  const seal = readSeal(dataDir, key);
  switch (seal.state) {
    case 'missing':
      return 'audit.head, which says where the log ended, is missing: entries at the end may have been removed';
    case 'foreign':
      return 'audit.head, which says where the log ended, was not written by this hub';
    case 'sealed': {
      const { seq, hash } = seal.head;
      if (seq === 0) return null;
      const link = database.prepare('SELECT hash FROM audit_chain WHERE seq = ?').get(seq);
      if (link === undefined) {
        const kept = Number(database.prepare('SELECT max(seq) AS n FROM audit_chain').get()?.n ?? 0);
        return `the log was cut at its end: ${seq} things were written, ${kept} are there`;
      }
      return link.hash === hash ? null : `what was written as number ${seq} is not what was sealed`;
    }
  }
}
