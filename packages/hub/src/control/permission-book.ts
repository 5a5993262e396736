import { type HeldRequest, OrreryError, type PermissionRequests } from '@orrery/protocol';
import { agoWords } from './ago-words.ts';

/** What somebody decided. */
export interface Answer {
  by: string;
  behavior: 'allow' | 'deny';
  at: number;
}

/** A request that a client waits with. */
export interface OpenRequest {
  hostId: string;
  request: HeldRequest;
  /** The hub's id of its session; the client's own until a change told it. */
  sessionId: string;
  /** Who is answering it, or has. */
  answer: Answer | null;
}

/** Why a request is over. */
interface ClosedRequest {
  why: PermissionRequests['closed'][number]['why'];
  answer: Answer | null;
}

/** What the machines' clients ask now, and how the newest of what they asked ended. */
export interface PermissionBook {
  /** Throws `invalid` when the request of another linked machine is claimed, `tooLarge` over the limit; then nothing is added. */
  apply(hostId: string, change: PermissionRequests): void;
  /** A change told the session's id. */
  place(hostId: string, requestId: string, sessionId: string): void;
  /** The first answer wins: throws `conflict` or `notFound` with what became of it. */
  claim(requestId: string, answer: Answer): OpenRequest;
  /** This answer did not get through: somebody may try again. A later one of somebody else stays. */
  release(requestId: string, answer: Answer): void;
  /** A machine that was removed: its ids are free, as it may join again as another one. */
  forget(hostId: string): void;
  /** Why it is over, in words; null while it is open or when nobody remembers it. */
  overWords(requestId: string): string | null;
  size(): number;
}

/** Ended requests that are remembered of a machine, so that late clicks are told what happened. */
const MAX_CLOSED = 1_000;

/** Twice what an agent holds at most. */
const MAX_OPEN_OF_HOST = 512;

/** One machine's part: nothing that another machine says gets here. */
interface HostPages {
  open: Map<string, OpenRequest>;
  closed: Map<string, ClosedRequest>;
}

/** An empty book. `isLinked` tells whether a machine's agent is there to speak for its requests. */
export function createPermissionBook(
  now: () => number,
  isLinked: (hostId: string) => boolean,
): PermissionBook {
  const hosts = new Map<string, HostPages>();
  // People answer by the request's id alone: it means the machine that held it first, until that one forgot it.
  const holders = new Map<string, string>();
  const pagesOf = (hostId: string) => {
    const pages = hosts.get(hostId) ?? { open: new Map(), closed: new Map() };
    hosts.set(hostId, pages);
    return pages;
  };
  const holderOf = (id: string) => hosts.get(holders.get(id) ?? '');
  const end = (hostId: string, id: string, why: ClosedRequest['why']) => {
    const { open, closed } = pagesOf(hostId);
    closed.set(id, { why, answer: open.get(id)?.answer ?? null });
    open.delete(id);
    const oldest = closed.keys().next().value;
    if (closed.size <= MAX_CLOSED || oldest === undefined) return;
    closed.delete(oldest);
    if (holders.get(oldest) === hostId) holders.delete(oldest);
  };
  const checkAdded = (hostId: string, requests: readonly HeldRequest[]) => {
    const { open } = pagesOf(hostId);
    let count = open.size;
    for (const { id } of requests) {
      const holder = holders.get(id) ?? hostId;
      // Ids are random: two machines with one are an attempt to have another machine's request answered.
      if (holder !== hostId && isLinked(holder)) {
        throw new OrreryError('invalid', 'A permission request has the id of another machine.');
      }
      if (!open.has(id)) count += 1;
    }
    if (requests.length > 0 && count > MAX_OPEN_OF_HOST) {
      throw new OrreryError('tooLarge', `An agent holds at most ${MAX_OPEN_OF_HOST} requests.`);
    }
  };
  const overWords = (id: string) => {
    const over = holderOf(id)?.closed.get(id);
    return over === undefined ? null : closedWords(over, now());
  };
  return {
    apply(hostId, change) {
      const { open, closed } = pagesOf(hostId);
      const told = new Set(change.open.map(({ id }) => id));
      for (const { id, why } of change.closed) if (open.has(id)) end(hostId, id, why);
      if (change.isFull) {
        for (const [id, held] of [...open]) {
          // After a break of the link nothing else tells that an answer got through.
          if (!told.has(id)) end(hostId, id, held.answer === null ? 'gone' : 'answered');
        }
      }
      checkAdded(hostId, change.open);
      for (const request of change.open) {
        const before = open.get(request.id);
        closed.delete(request.id);
        // The hub's own name of the session, as long as the client still names the same one.
        const { sessionId } = before?.request.sessionId === request.sessionId ? before : request;
        open.set(request.id, { hostId, request, sessionId, answer: before?.answer ?? null });
        if (!holders.has(request.id)) holders.set(request.id, hostId);
      }
    },
    place(hostId, requestId, sessionId) {
      const held = hosts.get(hostId)?.open.get(requestId);
      if (held) held.sessionId = sessionId;
    },
    claim(requestId, answer) {
      const held = holderOf(requestId)?.open.get(requestId);
      if (held === undefined) {
        const words = overWords(requestId);
        if (words !== null) throw new OrreryError('conflict', words);
        throw new OrreryError('notFound', 'There is no such request, or it was over long ago.');
      }
      if (held.answer !== null) throw new OrreryError('conflict', answeredWords(held.answer, now()));
      held.answer = answer;
      return held;
    },
    release(requestId, answer) {
      const held = holderOf(requestId)?.open.get(requestId);
      if (held?.answer === answer) held.answer = null;
    },
    forget(hostId) {
      hosts.delete(hostId);
      for (const [id, holder] of holders) if (holder === hostId) holders.delete(id);
    },
    overWords,
    size: () => [...hosts.values()].reduce((sum, { open }) => sum + open.size, 0),
  };
}

function closedWords({ why, answer }: ClosedRequest, now: number): string {
  switch (why) {
    case 'answered':
      return answer ? answeredWords(answer, now) : 'This request is over: it was answered before.';
    case 'elsewhere':
      return 'This request is over: it was answered at the keyboard.';
    case 'expired':
      return 'This request is over: nobody answered it in time. The prompt is still open at the keyboard.';
    case 'gone':
      return 'This request is over: the client has stopped asking.';
  }
}

function answeredWords({ by, behavior, at }: Answer, now: number): string {
  return `${by} ${behavior === 'allow' ? 'approved' : 'denied'} it ${agoWords(now - at)}.`;
}
