import type { SessionSummary } from '@orrery/protocol';
import type { SessionRow } from './rows.ts';

/** What a search hit says of its session. */
export function sessionLabelOf(row: SessionRow | undefined): {
  id: string;
  title: string;
  hostId: string;
  project: string;
} {
  if (row === undefined) return { id: '', title: '', hostId: '', project: '' };
  const { title }: Pick<SessionSummary, 'title'> = JSON.parse(row.summary);
  return { id: row.id, title, hostId: row.hostId, project: row.project };
}
