import type { RequestRow } from './rows.ts';

/** In the order in which they were asked; ids tell apart what came at once. */
export function oldestFirst(a: RequestRow, b: RequestRow): number {
  return a.request.at - b.request.at || (a.request.id < b.request.id ? -1 : 1);
}
