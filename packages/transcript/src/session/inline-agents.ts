import type { RecordStamp } from '../entries/record-stamp.ts';

/** Newest records of a chain that a later one may hang under; parallel tool calls make siblings. */
const MAX_TAILS = 16;
/** Chains that may still grow. One session runs a handful at a time. */
const MAX_CHAINS = 64;

/** Chains as saved: the agent and the uuids at its end. */
export type SavedInlineAgents = [agentId: string, uuids: string[]][];

/**
 * Clients 1.0 wrote sub-agents into the main transcript: chains of `isSidechain` records whose root has no parent.
 * Nothing names the agent, so the root's uuid does.
 */
export interface InlineAgents {
  /** Agent of a sidechain record of the main file. */
  agentOf(stamp: RecordStamp): string;
  save(): SavedInlineAgents;
}

/** Follows the chains by `parentUuid`. Reading the same records again gives the same agents. */
export function createInlineAgents(saved: SavedInlineAgents = []): InlineAgents {
  // In the order of the last record, oldest first.
  const chains = new Map<string, string[]>(saved);

  const chainOf = (stamp: RecordStamp): string => {
    if (stamp.parentUuid === null) return `inline-${stamp.uuid ?? 'unknown'}`;
    let newest: string | null = null;
    for (const [agentId, uuids] of chains) {
      if (uuids.includes(stamp.parentUuid)) return agentId;
      newest = agentId;
    }
    // A parent that is not known (a lost line) most likely belongs to the chain that wrote last.
    return newest ?? `inline-${stamp.parentUuid}`;
  };

  return {
    agentOf(stamp) {
      const agentId = chainOf(stamp);
      const uuids = chains.get(agentId) ?? [];
      if (stamp.uuid !== null && !uuids.includes(stamp.uuid)) uuids.push(stamp.uuid);
      if (uuids.length > MAX_TAILS) uuids.shift();
      chains.delete(agentId);
      chains.set(agentId, uuids);
      const oldest = chains.keys().next().value;
      if (chains.size > MAX_CHAINS && oldest !== undefined) chains.delete(oldest);
      return agentId;
    },
    save: () => [...chains],
  };
}
