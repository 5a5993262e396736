import { OrreryError, type Proof } from '@orrery/protocol';

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
  /** Tells it why, and closes it: nothing more of it is taken. */
  dismiss(why: OrreryError): void;
}

/** Who is connected under which identity, and whether a newcomer may come in instead. Who may come in at all: `admission.ts`. */
export interface AgentRoster {
  /**
   * Decides on a newcomer, registers it with `register` and remembers it. Newcomers of one key wait for each other.
   * Throws `duplicateIdentity`, and what `register` throws.
   */
  admit(newcomer: Proof, register: () => Promise<LinkedAgent>): Promise<LinkedAgent>;
  /** Whoever is linked under one of these hosts is told why, and is out. */
  dismiss(hostIds: readonly string[], why: OrreryError): void;
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
    admit: (newcomer, register) => {
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
          const agent = await register();
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
    dismiss: (hostIds, why) => {
      for (const agent of [...linked.values()].flat()) if (hostIds.includes(agent.hostId)) agent.dismiss(why);
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
