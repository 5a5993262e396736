import { OrreryError, type Proof } from '@orrery/protocol';
import type { HostRecord } from '../archive/archive.ts';

/** An agent that is in, as far as admission of others needs it. */
export interface LinkedAgent {
  readonly hostId: string;
  readonly publicKey: string;
  readonly machine: string;
  readonly runId: string;
  /** Pings it. False when no answer came in time. */
  probe(): Promise<boolean>;
  /** Closes it in favour of a newer connection. */
  supersede(): void;
}

/** Who is connected under which identity, and whether a newcomer may come in beside or instead. */
export interface AgentRoster {
  /**
   * Decides on a newcomer, registers it with `register` and remembers it. Newcomers of one key wait for each other.
   * Throws `duplicateIdentity`.
   */
  admit(
    newcomer: Proof,
    records: () => Promise<HostRecord[]>,
    register: (duplicateOf: string | null) => Promise<LinkedAgent>,
  ): Promise<LinkedAgent>;
  /** False when the agent had been superseded before. */
  remove(agent: LinkedAgent): boolean;
}

/** A second process on one machine waits that long before it asks again. */
const DUPLICATE_RETRY_MS = 30_000;

/** An empty roster. */
export function createAgentRoster(): AgentRoster {
  const linked = new Map<string, LinkedAgent[]>();
  const queues = new Map<string, Promise<unknown>>();
  const remove = (agent: LinkedAgent) => {
    const present = linked.get(agent.publicKey) ?? [];
    const rest = present.filter((other) => other !== agent);
    if (rest.length === 0) linked.delete(agent.publicKey);
    else linked.set(agent.publicKey, rest);
    return rest.length < present.length;
  };
  return {
    admit: (newcomer, records, register) => {
      const key = newcomer.publicKey;
      const before = queues.get(key) ?? Promise.resolve();
      const admission = before
        // The one before answers for its own failure; here it only had to be over.
        .catch(() => undefined)
        .then(async () => {
          const same = linked.get(key)?.find(({ machine }) => machine === newcomer.machine);
          if (same) {
            await checkSame(newcomer, same);
            // Out first: its end must not report the host as gone.
            remove(same);
            same.supersede();
          }
          const duplicateOf = await findOriginal(newcomer, linked.get(key) ?? [], await records());
          const agent = await register(duplicateOf);
          linked.set(key, [...(linked.get(key) ?? []), agent]);
          return agent;
        });
      queues.set(key, admission);
      const forget = () => {
        if (queues.get(key) === admission) queues.delete(key);
      };
      admission.then(forget, forget);
      return admission;
    },
    remove,
  };
}

/** The same process again replaces its old connection, dead or not; another process only a dead one. */
async function checkSame(newcomer: Proof, same: LinkedAgent): Promise<void> {
  if (same.runId === newcomer.runId || !(await same.probe())) return;
  throw new OrreryError(
    'duplicateIdentity',
    'Another agent process of this machine is connected with the same key. Stop one of them.',
    { retryAfterMs: DUPLICATE_RETRY_MS },
  );
}

/** Host of which the newcomer is a copy, or null. */
async function findOriginal(
  newcomer: Proof,
  present: LinkedAgent[],
  records: HostRecord[],
): Promise<string | null> {
  const known = records.find(({ machine }) => machine === newcomer.machine);
  if (known) return known.duplicateOf;
  const [other] = present;
  if (!other || !(await other.probe())) return null;
  const original = records.find(({ id }) => id === other.hostId)?.duplicateOf;
  return original ?? other.hostId;
}
