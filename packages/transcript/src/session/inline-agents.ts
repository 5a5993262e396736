import type { RecordStamp } from '../entries/record-stamp.ts';

/** Newest records of one chain that a later record may hang under; parallel tool calls make siblings. */
const MAX_TAILS = 256;

/** Chains of inline agents as saved: `[uuid, agentId]`. */
export type SavedInlineAgents = [uuid: string, agentId: string][];

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
  const agentByUuid = new Map<string, string>(saved);
  let newest = saved.at(-1)?.[1] ?? null;
  return {
    agentOf(stamp) {
      const known = stamp.parentUuid === null ? undefined : agentByUuid.get(stamp.parentUuid);
      // A parent that is not known (a lost line) most likely belongs to the chain that wrote last.
      const agentId =
        known ??
        (stamp.parentUuid === null || newest === null ? `inline-${stamp.uuid ?? 'unknown'}` : newest);
      newest = agentId;
      if (stamp.uuid !== null) {
        agentByUuid.delete(stamp.uuid);
        agentByUuid.set(stamp.uuid, agentId);
        const oldest = agentByUuid.keys().next().value;
        if (agentByUuid.size > MAX_TAILS && oldest !== undefined) agentByUuid.delete(oldest);
      }
      return agentId;
    },
    save: () => [...agentByUuid],
  };
}
