import type { EntriesPage } from '@orrery/protocol';
import type { EntryView } from '../../state/wire-types.ts';

/** A run of a conversation without gaps, and whether there is more at its ends. */
export interface EntryRun {
  entries: readonly EntryView[];
  hasBefore: boolean;
  hasAfter: boolean;
}

/** The run of one page. */
export function runOfPage(page: EntriesPage): EntryRun {
  return { entries: page.items, hasBefore: page.hasBefore, hasAfter: page.hasAfter };
}

/** A run with the page that comes before it. */
export function withPageBefore(run: EntryRun, page: EntriesPage): EntryRun {
  const first = run.entries[0]?.seq ?? Number.POSITIVE_INFINITY;
  const older = page.items.filter((entry) => entry.seq < first);
  return { ...run, entries: [...older, ...run.entries], hasBefore: page.hasBefore };
}

/** A run with the page that comes after it. */
export function withPageAfter(run: EntryRun, page: EntriesPage): EntryRun {
  const last = run.entries.at(-1)?.seq ?? 0;
  const newer = page.items.filter((entry) => entry.seq > last);
  return { ...run, entries: [...run.entries, ...newer], hasAfter: page.hasAfter };
}

/**
 * A run with what the live link has told since. When the link begins after the run's end, something between is not
 * there yet: then there is more to load.
 */
export function withLiveEntries(run: EntryRun, live: readonly EntryView[]): EntryRun {
  if (run.hasAfter || live.length === 0) return run;
  const last = run.entries.at(-1)?.seq ?? 0;
  const newer = live.filter((entry) => entry.seq > last);
  const first = newer[0];
  if (first === undefined) return run;
  const isJoined = live.some((entry) => entry.seq <= last + 1) || run.entries.length === 0;
  return isJoined ? { ...run, entries: [...run.entries, ...newer] } : { ...run, hasAfter: true };
}
