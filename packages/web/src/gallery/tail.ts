import type { AgentRow, EntryView, ToolCallRow } from '../state/wire-types.ts';
import { shownSessionId } from './world.ts';

const BUCKET_MS = 37_500;

/** What the live link tells of one open session. */
export interface Tail {
  agents: AgentRow[];
  toolCalls: ToolCallRow[];
  entries: EntryView[];
}

/** Agents, tool calls and the conversation of the session that is shown whole; of another, nearly nothing. */
export function createTail(sessionId: string, now: number): Tail {
  if (sessionId !== shownSessionId) {
    return {
      agents: [agent({ id: 'main', type: 'main', title: '', order: 0, tokens: 88e3, now })],
      toolCalls: [],
      entries: entriesOf(now).slice(0, 2),
    };
  }
  return { agents: agentsOf(now), toolCalls: toolCallsOf(now), entries: entriesOf(now) };
}

interface AgentSpec {
  id: string;
  parentId?: string;
  type: string;
  title: string;
  state?: AgentRow['state'];
  depth?: number;
  order: number;
  tokens: number;
  tools?: Record<string, number>;
  rate?: number;
  now: number;
}

function agent(spec: AgentSpec): AgentRow {
  const newest = Math.floor(spec.now / BUCKET_MS);
  return {
    id: spec.id,
    parentId: spec.id === 'main' ? null : (spec.parentId ?? 'main'),
    toolUseId: null,
    type: spec.type,
    title: spec.title,
    state: spec.state ?? 'working',
    isBackground: false,
    model: 'claude-opus-4-5-20251101',
    depth: spec.depth ?? (spec.id === 'main' ? 0 : 1),
    order: spec.order,
    startedAt: spec.now - 1_200_000,
    endedAt: spec.state === 'done' ? spec.now - 300_000 : null,
    lastActivityAt: spec.now - 6_000,
    usage: {
      input: spec.tokens * 0.1,
      output: spec.tokens * 0.1,
      cacheRead: spec.tokens * 0.7,
      cacheWrite: spec.tokens * 0.1,
      costMicros: 1e6,
    },
    tools: spec.tools ?? {},
    toolErrors: 0,
    burn: spec.rate === undefined ? [] : [[newest, spec.rate]],
  };
}

function agentsOf(now: number): AgentRow[] {
  return [
    agent({
      id: 'main',
      type: 'main',
      title: 'Make billing webhooks idempotent',
      order: 0,
      tokens: 312e3,
      tools: { Edit: 9, Bash: 14, Grep: 6 },
      now,
    }),
    agent({
      id: 'a1',
      type: 'Explore',
      title: 'Map webhook handlers',
      state: 'done',
      order: 1,
      tokens: 148e3,
      tools: { Grep: 8, Read: 12 },
      now,
    }),
    agent({
      id: 'a2',
      type: 'general-purpose',
      title: 'Write the dedupe table',
      order: 2,
      tokens: 96e3,
      tools: { Edit: 4, Bash: 2 },
      rate: 2_000,
      now,
    }),
    agent({
      id: 'a3',
      parentId: 'a2',
      type: 'Explore',
      title: 'Find lock helpers',
      depth: 2,
      order: 3,
      tokens: 41e3,
      tools: { Grep: 3 },
      rate: 300,
      now,
    }),
    agent({
      id: 'a4',
      type: 'test-runner',
      title: 'Replay 40 sample events',
      order: 4,
      tokens: 203e3,
      tools: { Bash: 7 },
      rate: 1_500,
      now,
    }),
    agent({
      id: 'a5',
      parentId: 'a4',
      type: 'general-purpose',
      title: 'Seed the fixture db',
      state: 'done',
      depth: 2,
      order: 5,
      tokens: 55e3,
      tools: { Bash: 3 },
      now,
    }),
    agent({
      id: 'a6',
      type: 'code-reviewer',
      title: 'Review the retry path',
      order: 6,
      tokens: 387e3,
      tools: { Read: 11, Grep: 5 },
      rate: 9_000,
      now,
    }),
  ];
}

type CallSpec = [
  name: string,
  argument: string,
  state: ToolCallRow['state'],
  agoMs: number,
  durationMs: number | null,
  agentId: string | null,
];

const calls: CallSpec[] = [
  ['Read', 'apps/api/src/webhooks/stripe/index.ts', 'done', 900_000, 90, null],
  ['Grep', 'createWebhook in apps/api', 'done', 840_000, 210, 'a1'],
  ['Bash', 'pnpm prisma migrate dev --name webhook_event', 'done', 420_000, 6_300, null],
  ['Bash', 'pnpm vitest run webhooks', 'failed', 400_000, 12_300, 'a4'],
  ['Edit', 'apps/api/src/webhooks/stripe/handler.ts', 'done', 300_000, 300, null],
  ['Bash', 'pnpm vitest run webhooks/replay', 'failed', 260_000, 38_200, 'a4'],
  [
    'Bash',
    'pnpm prisma migrate deploy --schema apps/api/prisma/schema.prisma',
    'running',
    252_000,
    null,
    'a4',
  ],
  ['Read', 'apps/api/src/webhooks/stripe/retry.ts', 'done', 6_000, 100, 'a6'],
  ['Grep', 'withAdvisoryLock in packages/db/src', 'running', 1_000, null, 'a3'],
];

function toolCallsOf(now: number): ToolCallRow[] {
  return calls.map(([name, argument, state, agoMs, durationMs, agentId], index) => ({
    id: `toolu_${index}`,
    agentId,
    name,
    argument,
    state,
    startedAt: now - agoMs,
    endedAt: durationMs === null ? null : now - agoMs + durationMs,
    durationMs,
    error: state === 'failed' ? 'Exit code 1' : null,
    useSeq: 100 + index * 2,
    resultSeq: durationMs === null ? null : 101 + index * 2,
  }));
}

type Part = EntryView['parts'][number];

function entriesOf(now: number): EntryView[] {
  let seq = 0;
  const entry = (
    kind: EntryView['kind'],
    role: EntryView['role'],
    agoMs: number,
    parts: Part[],
    more: Partial<EntryView> = {},
  ): EntryView => {
    seq += 1;
    return {
      seq,
      uuid: `u${seq}`,
      kind,
      role,
      at: now - agoMs,
      agentId: null,
      parentUuid: null,
      parts,
      ...more,
    };
  };
  const text = (value: string): Part => ({ type: 'text', text: value });
  return [
    entry('prompt', 'user', 2_284_000, [
      text('The Stripe webhooks run twice when a delivery is repeated. Make them idempotent.'),
    ]),
    entry('assistant', 'assistant', 2_280_000, [
      {
        type: 'thinking',
        text: 'The handler looks the event up and inserts it later. Two deliveries at once both see nothing.',
      },
      text(
        'I will look at how the handler stores events, then make the claim atomic.\n\n1. Read the handler\n2. Add a table with a unique key\n3. Replay sample events',
      ),
      {
        type: 'toolUse',
        id: 'toolu_0',
        name: 'Read',
        input: { file_path: 'apps/api/src/webhooks/stripe/index.ts' },
      },
    ]),
    entry('toolResult', 'user', 2_270_000, [
      {
        type: 'toolResult',
        toolUseId: 'toolu_0',
        isError: false,
        text: '1\timport { db } from "../db";\n2\texport async function handle(event) {\n3\t  const seen = await db.event.findUnique({ where: { id: event.id } });',
      },
    ]),
    entry(
      'unknown',
      'system',
      2_200_000,
      [{ type: 'raw', text: '{"type":"atis-latch","sessionId":"0000","latched":true}' }],
      { note: 'a line of unknown type atis-latch', offset: 48_112 },
    ),
    entry(
      'malformed',
      'system',
      2_100_000,
      [{ type: 'raw', text: '{"type":"assistant","message":{"role":"assist' }],
      { note: 'not valid JSON: unexpected end', offset: 51_904 },
    ),
    entry('prompt', 'user', 720_000, [
      text('Use the event id as the key, and make retries safe under concurrent delivery.'),
    ]),
    entry('assistant', 'assistant', 240_000, [
      text('I claim the event before any side effect, so a repeat delivery returns `200`:'),
      {
        type: 'toolUse',
        id: 'toolu_4',
        name: 'Edit',
        input: {
          file_path: 'apps/api/src/webhooks/stripe/handler.ts',
          old_string:
            'export async function handle(id: string) {\n  const seen = await db.event.findUnique({ where: { id } });\n  if (seen) return;',
          new_string:
            'export async function handle(id: string) {\n  const claimed = await db.query(\n    `INSERT INTO webhook_event (id) VALUES ($1) ON CONFLICT DO NOTHING`, [id]);\n  if (claimed === 0) return;',
        },
      },
    ]),
    entry('toolResult', 'user', 239_000, [
      { type: 'toolResult', toolUseId: 'toolu_4', isError: false, text: 'The file has been updated.' },
    ]),
    entry('assistant', 'assistant', 236_000, [
      text(
        'The retry path needs the same guard. In short:\n\n- `handler.ts` claims the event\n- `retry.ts` takes an advisory lock\n\n```ts\nexport const claim = (id: string) =>\n  db.query(`INSERT INTO webhook_event (id) VALUES ($1)`, [id]); // one row or none\n```\n\nNext I deploy the migration and replay 40 sample events.',
      ),
    ]),
  ];
}
