import type { HubLogger } from '../server/hub-logger.ts';
import type { AuditChain } from './audit-chain.ts';
import { flushCommits, flushCommitsNow, readSeal, writeSeal } from './audit-seal.ts';

/** Keeps the seal of the audit log close behind its end. */
export interface AuditSealer {
  /** Something was written: it is sealed soon. */
  noteChange(): void;
  /** Seals what there is. */
  close(): void;
}

interface AuditSealerOptions {
  dataDir: string;
  key: string;
  chain: AuditChain;
  /** What the seal says is in the chain. Where it is not, the seal is evidence and stays as it is. */
  fits: () => boolean;
  logger: HubLogger;
}

/** How long after a change the seal follows: one write for all that happened meanwhile. */
const SEAL_AFTER_MS = 2_000;

/** A sealer with a timer of its own. */
export function createAuditSealer({ dataDir, key, chain, fits, logger }: AuditSealerOptions): AuditSealer {
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;
  const write = (head: ReturnType<AuditChain['head']>) => {
    if (!fits()) return;
    const seal = readSeal(dataDir, key);
    // Another process may have sealed more meanwhile.
    if (seal.state === 'sealed' && seal.head.seq >= head.seq) return;
    writeSeal(dataDir, key, head);
  };
  const onError = (error: unknown) => logger.error('audit log not sealed', { error: String(error) });
  const sealSoon = async () => {
    const head = chain.head();
    await flushCommits(dataDir);
    // Closing sealed all of it meanwhile.
    if (!isClosed) write(head);
  };
  return {
    noteChange: () => {
      timer ??= setTimeout(() => {
        timer = null;
        sealSoon().catch(onError);
      }, SEAL_AFTER_MS);
    },
    close: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      isClosed = true;
      try {
        const head = chain.head();
        flushCommitsNow(dataDir);
        write(head);
      } catch (error) {
        onError(error);
      }
    },
  };
}
