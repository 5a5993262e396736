import { expect, it } from 'vitest';
import { sessionRow } from '../test/fake-archive.ts';
import type { NoticedFact } from './notice.ts';
import { noticeWords } from './notice-words.ts';

const waiting = {
  ...{ kind: 'permission' as const, reported: 'permission prompt', tool: 'Bash', agentId: 'a1' },
  text: 'pnpm prisma migrate deploy',
};
const session = sessionRow({
  id: 's1',
  title: 'Make billing webhooks idempotent',
  state: 'waiting',
  waiting,
});
const fact: NoticedFact = {
  ...{ kind: 'permission', session, request: null, furtherRequests: 0, evidence: '', at: 1, keys: [] },
};
const words = (part: Partial<NoticedFact> = {}) =>
  noticeWords({ ...fact, ...part }, { asker: 'test-runner', hostName: 'studio-01' });

it('[NT5] says who asks for what, in which session, where', () => {
  expect(words()).toEqual({
    where: 'Make billing webhooks idempotent, on studio-01',
    title: 'test-runner asks to run Bash',
    body: 'Make billing webhooks idempotent, on studio-01: pnpm prisma migrate deploy',
  });
  expect(words({ furtherRequests: 2 }).body).toMatch(/deploy \(and 2 more\)$/);
});

it('[NT5] says why an alert began', () => {
  const evidence = '38.4k tok/min, 9x its usual rate';
  expect(words({ kind: 'burning', evidence })).toMatchObject({
    title: 'Claude is burning tokens',
    body: 'Make billing webhooks idempotent, on studio-01: 38.4k tok/min, 9x its usual rate',
  });
});

it('[NT5] keeps hostile text short, on one line and in the order in which it runs', () => {
  const text = `rm -rf \u202egpj.exe\u202c\n\u0007${'x'.repeat(100_000)}`;
  const { title, body } = words({
    session: { ...session, title: 't'.repeat(9_000), waiting: { ...waiting, tool: 'B\nash', text } },
  });
  expect(title).toBe('test-runner asks to run B ash');
  expect(body).toContain('rm -rf gpj.exe x');
  expect(body.length).toBeLessThan(600);
});
