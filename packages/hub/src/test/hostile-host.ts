import type { BatchHeader, HeldRequest, LiveSession, PermissionRequests } from '@orrery/protocol';
import type { Archive } from '../archive/archive.ts';
import { OTHER_SESSION, SESSION } from './contract-world.ts';
import { heldRequest, hookReport, requestsChange } from './held-request.ts';
import { liveSession } from './live-session.ts';
import {
  type AnswerOptions,
  answerLine,
  batchOf,
  fileOf,
  promptLine,
  resultLine,
  send,
  type TestBatch,
} from './transcript-file.ts';

/** A moment of the recorded past; the archive of the test lives a little later. */
export const T = 1_750_000_000_000;
export const NOW = T + 3_600_000;

const ROOT = '/home/ana/.claude';
const MAIN = `projects/-home-ana-shop/${SESSION}.jsonl`;
const FORK = `projects/-home-ana-shop/${OTHER_SESSION}.jsonl`;
const AGENT = `projects/-home-ana-shop/${SESSION}/subagents/agent-a1`;

/** One thing that a machine tells its hub. */
export type HostMessage =
  | { kind: 'batch'; header: BatchHeader; lines: string }
  | { kind: 'document'; path: string; content: string }
  | { kind: 'live'; isFull: boolean; running: LiveSession[]; gone: ['exited' | 'died', string][] }
  | { kind: 'hook'; sessionId: string; status: 'busy' | 'idle' | 'waiting' | 'ended'; at: number }
  | { kind: 'requests'; change: PermissionRequests };

/** Tells an archive a message in a machine's name. */
export async function tell(archive: Archive, host: string, message: HostMessage): Promise<void> {
  switch (message.kind) {
    case 'batch': {
      const batch = batchOf(message.lines, message.header);
      const header = { ...batch.header, identity: message.header.identity };
      await send(archive, host, { ...batch, header });
      return;
    }
    case 'document': {
      const { path, content } = message;
      await archive.commitDocument(host, {
        ...{ type: 'document', root: ROOT, path, content, sha256: 'a'.repeat(64) },
      });
      return;
    }
    case 'live':
      await archive.applyLiveSessions(host, {
        ...{ type: 'liveSessions', isFull: message.isFull, running: message.running },
        gone: message.gone.map(([how, sessionId]) => ({ root: ROOT, pid: 4242, sessionId, how })),
      });
      return;
    case 'hook': {
      const { sessionId, status, at } = message;
      const report = hookReport({ sessionId, status, at });
      await archive.applyHookReports(host, { type: 'hookReports', reports: [report] });
      return;
    }
    case 'requests':
      await archive.applyPermissionRequests(host, message.change);
  }
}

const uuid = (index: number) => `aaaaaaaa-0000-4000-8000-${String(index).padStart(12, '0')}`;

const answer = (index: number, output: number, part: AnswerOptions = {}) =>
  answerLine(`answer ${index}`, {
    uuid: uuid(index),
    at: T + index * 1_000,
    messageId: `m${Math.floor(index / 2)}`,
    usage: { input_tokens: 100, output_tokens: output },
    ...part,
  });
const prompt = (index: number, part: AnswerOptions = {}) =>
  promptLine(`question ${index}`, { uuid: uuid(index), at: T + index * 1_000, ...part });

function asMessage({ header, payload }: TestBatch): HostMessage {
  return { kind: 'batch', header, lines: Buffer.from(payload).toString() };
}

const batch = (lines: string, options: Parameters<typeof batchOf>[1] = {}) =>
  asMessage(batchOf(lines, { birthtimeMs: T - 1_000, ...options, encoding: 'none' }));

/** Everything that a machine can tell, in the order in which an honest one does. */
export function honestMessages(): HostMessage[] {
  const first = fileOf(prompt(1), answer(2, 1), answer(3, 40));
  const second = fileOf(
    answer(4, 9, { toolUse: { id: 't1', name: 'Bash', input: { command: 'ls' } } }),
    resultLine('t1', 'login.ts', { uuid: uuid(5), at: T + 5_000 }),
  );
  const inFork = { sessionId: OTHER_SESSION };
  const fork = fileOf(
    JSON.stringify({ type: 'summary', summary: 'The login page', leafUuid: uuid(5) }),
    answer(2, 1, inFork),
    answer(3, 40, inFork),
    answer(30, 7, inFork),
  );
  const agent = fileOf(answer(20, 30, { agentId: 'a1' }));
  const running = (part: Partial<LiveSession> = {}) =>
    liveSession({ statusSince: T, startedAt: T - 5_000, ...part });
  const request = (part: Partial<HeldRequest> = {}) => heldRequest({ at: T + 6_000, ...part });
  return [
    { kind: 'live', isFull: true, running: [running()], gone: [] },
    batch(first, { path: MAIN }),
    { kind: 'hook', sessionId: SESSION, status: 'busy', at: T + 3_000 },
    batch(second, { path: MAIN, start: Buffer.byteLength(first) }),
    batch(agent, { path: `${AGENT}.jsonl` }),
    { kind: 'document', path: `${AGENT}.meta.json`, content: '{"agentType":"Plan","description":"Look"}' },
    batch(fork, { path: FORK, birthtimeMs: T }),
    { kind: 'requests', change: requestsChange({ open: [request(), request({ id: 'r2' })] }) },
    batch(first + second, { path: MAIN, generation: 1 }),
    { kind: 'requests', change: requestsChange({ closed: [{ id: 'r2', why: 'elsewhere' }] }) },
    { kind: 'live', isFull: false, running: [running({ status: 'idle', name: 'Shop' })], gone: [] },
  ];
}

/** Ways in which another machine can turn what it has seen against its owner. */
export const TWISTS = [
  'asIs',
  'inflated',
  'renamed',
  'older',
  'farAhead',
  'cut',
  'regenerated',
  'suffixed',
  'reversed',
] as const;

export type Twist = (typeof TWISTS)[number];

/** A message as a hostile machine tells it in its own name; `owner` is whose it was. */
export function twisted(message: HostMessage, twist: Twist, owner: string): HostMessage {
  if (twist === 'suffixed') {
    // What the hub calls the second session of an id: here as an id of the client's.
    const text = JSON.stringify(message);
    return JSON.parse(
      text.replaceAll(SESSION, `${SESSION}~${owner}`).replaceAll(OTHER_SESSION, `${SESSION}~${owner}`),
    );
  }
  switch (message.kind) {
    case 'batch':
      return twistedBatch(message, twist);
    case 'document':
      return twist === 'asIs' ? message : { ...message, content: '{"agentType":"Own","finished":true}' };
    case 'live':
      return twistedLive(message, twist);
    case 'hook':
      return { ...message, ...twistedHook(message.at, twist) };
    case 'requests':
      return { kind: 'requests', change: twistedRequests(message.change, twist) };
  }
}

function twistedBatch(message: Extract<HostMessage, { kind: 'batch' }>, twist: Twist): HostMessage {
  const { header, lines } = message;
  const aged = (birthtimeMs: number) => ({ ...header.identity, birthtimeMs });
  switch (twist) {
    case 'inflated':
      return {
        ...message,
        header: { ...header, identity: aged(1) },
        lines: lines.replaceAll(/"(input|output)_tokens":\d+/g, '"$1_tokens":9000000'),
      };
    case 'renamed': {
      const uuids = [...lines.matchAll(/"uuid":"([^"]+)"/g)].map(([, leafUuid]) => leafUuid);
      const titles = uuids.map((leafUuid) => JSON.stringify({ type: 'summary', summary: 'Owned', leafUuid }));
      const custom = JSON.stringify({ type: 'custom-title', customTitle: 'Owned', sessionId: SESSION });
      return { ...message, lines: fileOf(...titles, custom) + lines };
    }
    case 'older':
      return {
        ...message,
        header: { ...header, identity: aged(1) },
        lines: lines.replaceAll(/"timestamp":"2025/g, '"timestamp":"2021'),
      };
    case 'farAhead':
      return { ...message, lines: lines.replaceAll(/"timestamp":"2025/g, '"timestamp":"+274000') };
    case 'cut':
      return { ...message, lines: `${lines.split('\n')[0]}\n` };
    case 'regenerated':
      return { ...message, header: { ...header, generation: header.generation + 1, start: 0 } };
    case 'reversed':
      return { ...message, lines: fileOf(...lines.trimEnd().split('\n').toReversed()) };
    default:
      return { ...message, header: { ...header, identity: aged(1) } };
  }
}

function twistedLive(message: Extract<HostMessage, { kind: 'live' }>, twist: Twist): HostMessage {
  if (twist === 'cut') return { ...message, isFull: true, running: [] };
  if (twist === 'reversed') return { ...message, running: [], gone: [['died', SESSION]] };
  const far = twist === 'farAhead' ? { statusSince: 8e15, startedAt: 8e15 } : {};
  const running = message.running.map((report) => ({
    ...report,
    ...far,
    status: 'waiting' as const,
    name: 'Owned',
    cwd: '/owned',
  }));
  return { ...message, running };
}

function twistedHook(at: number, twist: Twist): { status: 'ended' | 'waiting'; at: number } {
  return { status: twist === 'renamed' ? 'waiting' : 'ended', at: twist === 'farAhead' ? 8e15 : at };
}

function twistedRequests(change: PermissionRequests, twist: Twist): PermissionRequests {
  if (twist === 'cut') return { ...change, isFull: true, open: [], closed: [] };
  if (twist === 'reversed') {
    const closed = ['r1', 'r2'].map((id) => ({ id, why: 'answered' as const }));
    return { ...change, open: [], closed };
  }
  const at = twist === 'farAhead' ? 8e15 : T;
  const open = change.open.map((request) => ({
    ...request,
    at,
    tool: 'Owned',
    input: '{"command":"owned"}',
  }));
  return { ...change, open };
}
