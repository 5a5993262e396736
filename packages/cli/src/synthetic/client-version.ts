/** What a version of the client writes differently. The names in comments are what a reader sees in the files. */
export interface ClientVersion {
  version: string;
  /** Where sub-agents write: beside the main file, in `<session>/subagents/`, or there with a `meta.json`. */
  agents: 'beside' | 'folder' | 'meta';
  /** Fields of `meta.json`: type and description; + tool use and depth; + state and model. */
  meta: 'none' | 'plain' | 'linked' | 'full';
  /** `Task` until 2.1.60 or so, `Agent` later. */
  agentTool: 'Task' | 'Agent';
  /** Agents run in the background and report by a task notification. */
  backgroundAgents: boolean;
  /** Common fields stand after the record's own (`entrypoint`, `promptId` exist). */
  modern: boolean;
  /** Every line of a message has the final usage; otherwise only the start value of `output_tokens`. */
  finalUsage: boolean;
  /** `api-request-*`, `prompt_snapshot`, `cost-state` and a dozen attachments beside each prompt. */
  apiLog: boolean;
  aiTitle: boolean;
  /** Print mode writes an `enqueue` line with the prompt before `dequeue`. */
  queueNamesText: boolean;
  /** `sessions/<pid>.json`. */
  registry: 'none' | 'plain' | 'named' | 'full';
  /** Hex digits of an agent id, after the letter `a` where there is one. */
  agentIdDigits: number;
  agentIdPrefix: string;
}

const classic = {
  meta: 'none',
  agentTool: 'Task',
  backgroundAgents: false,
  modern: false,
  apiLog: false,
  aiTitle: false,
  registry: 'none',
} as const;

const modern = {
  queueNamesText: true,
  agents: 'meta',
  agentTool: 'Agent',
  modern: true,
  finalUsage: true,
  agentIdDigits: 16,
  agentIdPrefix: 'a',
} as const;

/** The layouts that turn up side by side in one and the same config folder. */
export const CLIENT_VERSIONS = {
  '2.0.30': {
    ...classic,
    version: '2.0.30',
    queueNamesText: true,
    agents: 'beside',
    finalUsage: true,
    agentIdDigits: 8,
    agentIdPrefix: '',
  },
  '2.0.76': {
    ...classic,
    version: '2.0.76',
    queueNamesText: false,
    agents: 'beside',
    finalUsage: true,
    agentIdDigits: 6,
    agentIdPrefix: 'a',
  },
  '2.1.19': {
    ...classic,
    version: '2.1.19',
    queueNamesText: false,
    agents: 'folder',
    finalUsage: false,
    agentIdDigits: 6,
    agentIdPrefix: 'a',
  },
  '2.1.120': {
    ...modern,
    version: '2.1.120',
    meta: 'plain',
    backgroundAgents: false,
    apiLog: false,
    aiTitle: false,
    registry: 'plain',
  },
  '2.1.197': {
    ...modern,
    version: '2.1.197',
    meta: 'linked',
    backgroundAgents: false,
    apiLog: false,
    aiTitle: true,
    registry: 'named',
  },
  '2.1.330': {
    ...modern,
    version: '2.1.330',
    meta: 'full',
    backgroundAgents: true,
    apiLog: true,
    aiTitle: false,
    registry: 'full',
  },
} as const satisfies Record<string, ClientVersion>;

export type ClientVersionName = keyof typeof CLIENT_VERSIONS;

/** How often each version turns up in a corpus: newer ones more. */
export const VERSION_MIX: readonly ClientVersionName[] = [
  '2.0.30',
  '2.0.76',
  '2.0.76',
  '2.1.19',
  '2.1.19',
  '2.1.19',
  '2.1.120',
  '2.1.120',
  '2.1.120',
  '2.1.120',
  '2.1.197',
  '2.1.197',
  '2.1.197',
  '2.1.197',
  '2.1.330',
  '2.1.330',
  '2.1.330',
  '2.1.330',
  '2.1.330',
  '2.1.330',
];
