import { randomUUID } from 'node:crypto';
import type { Notice } from './notice.ts';

/** What a test sends: everything that a real notice has. */
export function sampleNotice({ at, url }: { at: number; url: string }): Notice {
  return {
    id: randomUUID(),
    kind: 'permission',
    title: 'Test from Orrery',
    body: 'Notices reach you here. No session asks for anything.',
    session: { id: 'test', title: 'Test', project: '', person: null, state: 'waiting' },
    host: { id: 'test', name: 'test' },
    url,
    requestId: null,
    at,
    answer: null,
    keys: [],
  };
}
