import type { Proof } from '@orrery/protocol';
import type { HostRecord } from '../archive/archive.ts';
import { type AccessJournal, machineActor } from '../audit/access-journal.ts';

/** Writes down how a machine that proved its key comes in. */
export interface JoinJournal {
  /** Runs what may refuse it; a refusal is written down. */
  watch(admit: () => void): void;
  /** A machine that is new, or that has another name than before. */
  noteHost(hostId: string, before: readonly Pick<HostRecord, 'id' | 'ownName'>[]): void;
}

/** The journal of one connection. */
export function createJoinJournal(journal: AccessJournal, proof: Proof, address: string): JoinJournal {
  const actor = machineActor(proof.name, address);
  const key = `key ${proof.publicKey.slice(0, 12)}`;
  return {
    watch: (admit) => {
      try {
        admit();
      } catch (error) {
        journal.noteRefusal('join', actor, key, error);
        throw error;
      }
    },
    noteHost: (hostId, before) => {
      const known = before.find(({ id }) => id === hostId);
      if (known === undefined) {
        journal.note('join', actor, { hostId, detail: `${proof.facts.os} ${proof.facts.arch}, ${key}` });
      } else if (known.ownName !== proof.name) {
        // Not the name that is shown: that can be an administrator's choice, or have a number.
        journal.noteRename({ actor, hostId, from: known.ownName, to: proof.name });
      }
    },
  };
}
