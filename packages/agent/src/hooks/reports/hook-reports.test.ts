import type { HookReport } from '@orrery/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hookPayloadSchema } from '../receiver/hook-payload.ts';
import { deriveHookStatus } from './derive-hook-status.ts';
import { HookReports } from './hook-reports.ts';

let sent: HookReport[][];
let reports: HookReports;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  sent = [];
  reports = new HookReports({ wallMs: () => Date.now(), send: (message) => sent.push(message.reports) });
});

afterEach(() => {
  reports.close();
  vi.useRealTimers();
});

const derive = (changes: Record<string, unknown>) =>
  deriveHookStatus(
    hookPayloadSchema.parse({ session_id: '0b0c1d2e-0000-4000-8000-000000000001', ...changes }),
  );

it.each<[Record<string, unknown>, string | null]>([
  [{ hook_event_name: 'UserPromptSubmit' }, 'busy UserPromptSubmit'],
  [{ hook_event_name: 'PostToolUse' }, 'busy PostToolUse'],
  [{ hook_event_name: 'PostToolUse', agent_id: 'a1' }, null],
  [{ hook_event_name: 'PostToolUseFailure' }, 'busy PostToolUseFailure'],
  [{ hook_event_name: 'Stop' }, 'idle Stop'],
  [{ hook_event_name: 'Stop', agent_id: 'a1' }, null],
  [{ hook_event_name: 'SessionEnd' }, 'ended SessionEnd'],
  [{ hook_event_name: 'PermissionRequest', agent_id: 'a1' }, 'waiting PermissionRequest'],
  [
    { hook_event_name: 'Notification', notification_type: 'permission_prompt', message: 'Claude needs you' },
    'waiting Claude needs you',
  ],
  [{ hook_event_name: 'Notification', notification_type: 'idle_prompt' }, 'idle idle_prompt'],
  [{ hook_event_name: 'Notification', notification_type: 'auth_success' }, null],
  [{ hook_event_name: 'SomethingNew' }, null],
])('[HK50] derives a state from %j', (changes, expected) => {
  const status = derive(changes);
  expect(status === null ? null : `${status.status} ${status.reason}`).toBe(expected);
});

it('[HK51] tells a change at once, those that follow closely together, and not that a turn still runs', () => {
  const session = { root: '/r', sessionId: 's' };
  reports.add(session, { status: 'busy', reason: 'UserPromptSubmit' });
  const at = 1_800_000_000_000;
  expect(sent).toEqual([[{ ...session, status: 'busy', reason: 'UserPromptSubmit', at }]]);
  reports.add({ root: '/r', sessionId: 't' }, { status: 'busy', reason: 'UserPromptSubmit' });
  reports.add(session, { status: 'idle', reason: 'Stop' });
  vi.advanceTimersByTime(50);
  expect(sent.slice(1)).toEqual([
    [
      { root: '/r', sessionId: 't', status: 'busy', reason: 'UserPromptSubmit', at },
      { ...session, status: 'idle', reason: 'Stop', at },
    ],
  ]);
  reports.add({ root: '/r', sessionId: 't' }, { status: 'busy', reason: 'PostToolUse' });
  vi.advanceTimersByTime(1000);
  expect(sent).toHaveLength(2);
});

it('[HK51] tells each time that a session waits: it may have gone on between, without a hook', () => {
  const session = { root: '/r', sessionId: 's' };
  reports.add(session, { status: 'waiting', reason: 'PermissionRequest' });
  vi.advanceTimersByTime(60_000);
  reports.add(session, { status: 'waiting', reason: 'PermissionRequest' });
  expect(sent.map(([report]) => report?.at)).toEqual([1_800_000_000_000, 1_800_000_060_000]);
});

it('[HK52] tells all of them to a hub that comes back, without those that were quiet for a day', () => {
  reports.add({ root: '/r', sessionId: 'old' }, { status: 'busy', reason: 'UserPromptSubmit' });
  vi.advanceTimersByTime(86_000_000);
  reports.add({ root: '/r', sessionId: 'new' }, { status: 'idle', reason: 'Stop' });
  vi.advanceTimersByTime(500_000);
  sent.length = 0;
  reports.sendAll();
  expect(sent.map((list) => list.map(({ sessionId }) => sessionId))).toEqual([['new']]);
});

it('[HK52] remembers a bounded number of sessions', () => {
  for (let index = 0; index < 3000; index += 1) {
    reports.add({ root: '/r', sessionId: String(index) }, { status: 'idle', reason: 'Stop' });
  }
  sent.length = 0;
  reports.sendAll();
  expect(sent[0]).toHaveLength(1024);
  expect(sent[0]?.at(-1)?.sessionId).toBe('2999');
});
