import { type EntriesPage, type EntriesQuery, OrreryError } from '@orrery/protocol';
import type { Entry } from '@orrery/transcript';
import { decodeBlock } from '../blocks/block-codec.ts';
import type { ReadStorage } from '../storage/storage.ts';

/** Text of one page: entries may have some megabytes each, and a page some hundred of them. */
const MAX_PAGE_CHARS = 16 * 1024 * 1024;

/** What a part weighs besides its text. */
const PART_CHARS = 64;

interface Scope {
  storage: ReadStorage;
  sessionPk: number;
  /** Undefined: all. Null: the main thread. */
  agentId: string | null | undefined;
  firstSeq: number;
  lastSeq: number;
}

/** A page of one session's conversation, oldest first. */
export function readEntries(storage: ReadStorage, sessionId: string, query: EntriesQuery): EntriesPage {
  const row = storage.sessionById(sessionId);
  if (!row) throw new OrreryError('notFound', `There is no session ${sessionId}.`);
  const scope = scopeOf(storage, row.pk, row.lastSeq, query.agent);
  const { limit } = query;
  if (query.after !== undefined) return pageAfter(scope, query.after, limit);
  if (query.around !== undefined) {
    const before = newestBefore(scope, query.around, Math.floor(limit / 2) + 1);
    const half = before.entries.slice(-Math.floor(limit / 2));
    const page = pageAfter(scope, query.around - 1, limit - half.length);
    return {
      items: [...half, ...page.items],
      hasBefore: before.isCut || before.entries.length > half.length,
      hasAfter: page.hasAfter,
    };
  }
  const before = query.before ?? scope.lastSeq + 1;
  const found = newestBefore(scope, before, limit + 1);
  const items = found.entries.slice(-limit);
  const hasAfter = query.before !== undefined && oldestAfter(scope, before - 1, 1).entries.length > 0;
  return { items, hasBefore: found.isCut || found.entries.length > limit, hasAfter };
}

function scopeOf(storage: ReadStorage, sessionPk: number, lastSeq: number, agent: string | undefined): Scope {
  if (agent === undefined) return { storage, sessionPk, agentId: undefined, firstSeq: 1, lastSeq };
  // The agent's own range spares unpacking the whole session for an agent that spoke once.
  const range = storage.agents(sessionPk).find((row) => row.agentId === agent);
  const agentId = agent === 'main' ? null : agent;
  return { storage, sessionPk, agentId, firstSeq: range?.firstSeq ?? 1, lastSeq: range?.lastSeq ?? 0 };
}

function pageAfter(scope: Scope, after: number, limit: number): EntriesPage {
  const found = oldestAfter(scope, after, limit + 1);
  const hasBefore = newestBefore(scope, after + 1, 1).entries.length > 0;
  return {
    items: found.entries.slice(0, limit),
    hasBefore,
    hasAfter: found.isCut || found.entries.length > limit,
  };
}

/** Entries of one direction; `isCut` when the next one would have made the page too large. */
interface Found {
  entries: Entry[];
  isCut: boolean;
}

function oldestAfter(scope: Scope, after: number, count: number): Found {
  const from = Math.max(after + 1, scope.firstSeq);
  const items: Entry[] = [];
  const budget = createBudget();
  if (from > scope.lastSeq) return { entries: items, isCut: false };
  for (const block of scope.storage.blocksBySeq(scope.sessionPk, from, scope.lastSeq, false)) {
    for (const entry of decodeBlock(block.payload)) {
      if (entry.seq < from || !isOf(scope, entry)) continue;
      if (!budget.takes(entry)) return { entries: items, isCut: true };
      items.push(entry);
      if (items.length >= count) return { entries: items, isCut: false };
    }
  }
  return { entries: items, isCut: false };
}

function newestBefore(scope: Scope, before: number, count: number): Found {
  const to = Math.min(before - 1, scope.lastSeq);
  const newestFirst: Entry[] = [];
  const budget = createBudget();
  if (to < scope.firstSeq) return { entries: newestFirst, isCut: false };
  for (const block of scope.storage.blocksBySeq(scope.sessionPk, scope.firstSeq, to, true)) {
    for (const entry of decodeBlock(block.payload).reverse()) {
      if (entry.seq > to || !isOf(scope, entry)) continue;
      if (!budget.takes(entry)) return { entries: newestFirst.reverse(), isCut: true };
      newestFirst.push(entry);
      if (newestFirst.length >= count) return { entries: newestFirst.reverse(), isCut: false };
    }
  }
  return { entries: newestFirst.reverse(), isCut: false };
}

/** The first entry always fits; those after it while the page is not too large. */
function createBudget() {
  let left = MAX_PAGE_CHARS;
  let isEmpty = true;
  return {
    takes(entry: Entry): boolean {
      left -= charsOf(entry);
      const fits = isEmpty || left >= 0;
      isEmpty = false;
      return fits;
    },
  };
}

function charsOf({ parts }: Entry): number {
  let chars = 0;
  for (const part of parts) {
    if ('text' in part) chars += part.text.length;
    else if (part.type === 'toolUse') chars += JSON.stringify(part.input).length;
    chars += PART_CHARS;
  }
  return chars;
}

function isOf({ agentId }: Scope, entry: Entry): boolean {
  return agentId === undefined || entry.agentId === agentId;
}
