import type { Role } from '@orrery/protocol';
import type { ControlPort } from '../features/control/answering.ts';
import { askedDigest } from '../features/control/asked-digest.ts';
import { initialLiveState, type LiveState } from '../state/live-state.ts';
import type { HostView, PermissionRequestView, SessionSummary } from '../state/wire-types.ts';
import type { Toast } from '../ui/toast-card.tsx';
import { hostRow } from './rows.ts';

/** What acts, on a clock and with a hub that only answer when a test says so. */
export interface ControlRig {
  port: ControlPort;
  state: LiveState;
  now: number;
  role: Role | null;
  /** Calls to the hub, oldest first; each is settled by the test. */
  calls: {
    what: string;
    id: string;
    body?: unknown;
    resolve(): Promise<void>;
    reject(error: unknown): Promise<void>;
  }[];
  toasts: Toast[];
  dismissed: string[];
  announced: string[];
  pass(ms: number): void;
}

/** Makes it with sessions of one machine, `studio-01`. */
export function createControlRig(sessions: SessionSummary[], host: Partial<HostView> = {}): ControlRig {
  let timers: { at: number; task: () => void }[] = [];
  const call = (what: string, id: string, body?: unknown) =>
    new Promise<void>((resolve, reject) => {
      const settled = async (settle: () => void) => {
        settle();
        // What waits for the answer runs before the test goes on.
        await Promise.resolve().then(() => undefined);
        await Promise.resolve();
      };
      rig.calls.push({
        what,
        id,
        body,
        resolve: () => settled(resolve),
        reject: (error) => settled(() => reject(error)),
      });
    });
  const rig: Omit<ControlRig, 'port'> = {
    state: {
      ...initialLiveState,
      connection: { status: 'live' },
      hosts: new Map([['h1', hostRow('h1', { name: 'studio-01', ...host })]]),
      sessions: new Map(sessions.map((session) => [session.id, session])),
    },
    now: 10_000,
    role: 'operator',
    calls: [],
    toasts: [],
    dismissed: [],
    announced: [],
    pass(ms) {
      rig.now += ms;
      const due = timers.filter(({ at }) => at <= rig.now);
      timers = timers.filter(({ at }) => at > rig.now);
      for (const { task } of due) task();
    },
  };
  const port: ControlPort = {
    digest: askedDigest,
    api: {
      approve: (id, body) => call('approve', id, body),
      deny: (id, body) => call('deny', id, body),
      close: (id) => call('close', id),
      undoClose: (id) => call('undoClose', id),
    },
    now: () => rig.now,
    after(delayMs, task) {
      const timer = { at: rig.now + delayMs, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    state: () => rig.state,
    role: () => rig.role,
    toast: (toast) => rig.toasts.push(toast),
    dismiss: (key) => rig.dismissed.push(key),
    announce: (text) => rig.announced.push(text),
  };
  return Object.assign(rig, { port });
}

/** A permission request of session `a` for a command. */
export function requestRow(id: string, more: Partial<PermissionRequestView> = {}): PermissionRequestView {
  const row: PermissionRequestView = {
    id,
    kind: 'permission',
    tool: 'Bash',
    text: 'pnpm test',
    input: { command: 'pnpm test' },
    agentId: null,
    agentType: null,
    at: 9_000,
    expiresAt: null,
    alwaysAllow: [],
    isWhole: true,
    digest: '',
    ...more,
  };
  return { ...row, digest: row.digest || askedDigest('a', row) };
}
