import type { ClientVersionName } from '../synthetic/client-version.ts';
import { data, infra, type Kit, ledger, payments, pipeline, storefront } from './kits.ts';

/** How a session of the demo lives. */
export type Role =
  | 'work'
  | 'team'
  | 'permission'
  | 'teamPermission'
  | 'question'
  | 'plan'
  | 'loop'
  | 'burn'
  | 'errors'
  | 'idle'
  | 'shell'
  | 'shortJobs';

/** One of the sessions that run while the demo does. */
export interface SessionPlan {
  machine: string;
  kit: Kit;
  /** First prompt, which is what lists show. */
  title: string;
  branch: string;
  role: Role;
  /** How long it has been running when the demo starts. */
  minutes: number;
  version: ClientVersionName;
  entrypoint: 'cli' | 'sdk-ts' | 'claude-vscode' | 'claude-desktop';
  model: string;
}

const OPUS = 'claude-opus-4-5-20251101';
const SONNET = 'claude-sonnet-4-5-20250929';
const HAIKU = 'claude-haiku-4-5-20251001';

type Row = [
  machine: string,
  role: Role,
  minutes: number,
  kit: Kit,
  title: string,
  branch: string,
  extras?: Partial<Pick<SessionPlan, 'version' | 'entrypoint' | 'model'>>,
];

const ROWS: readonly Row[] = [
  [
    'studio-01',
    'teamPermission',
    38,
    payments,
    'Make billing webhooks idempotent',
    'fix/webhook-idempotency',
    { model: OPUS },
  ],
  ['studio-01', 'work', 21, storefront, 'Split the address form by country', 'feat/address-form'],
  [
    'studio-01',
    'team',
    26,
    ledger,
    'Explain the settlement run and find its slow part',
    'main',
    { model: OPUS },
  ],
  ['studio-01', 'idle', 64, payments, 'Document the refund states', 'main', { version: '2.1.197' }],
  ['vps-fra', 'permission', 9, infra, 'Rotate staging certificates', 'main'],
  ['vps-fra', 'work', 15, infra, 'Move the gateway to the new subnet', 'edge-subnet', { version: '2.1.197' }],
  ['vps-fra', 'shell', 47, infra, 'Watch the canary for an hour', 'main'],
  [
    'ana-mbp',
    'question',
    51,
    payments,
    'Plan the roll-out of tenant roles',
    'ana/rbac-plan',
    { entrypoint: 'claude-desktop', model: OPUS },
  ],
  [
    'ana-mbp',
    'idle',
    33,
    storefront,
    'Review the gallery memory leak',
    'fix/gallery-leak',
    { entrypoint: 'claude-vscode' },
  ],
  ['ana-mbp', 'plan', 12, payments, 'Plan the migration off the legacy invoices', 'main', { model: OPUS }],
  [
    'build-01',
    'team',
    72,
    ledger,
    'Split ledger into read and write models',
    'refactor/cqrs',
    { model: OPUS },
  ],
  ['build-01', 'work', 18, ledger, 'Add tracing spans to the job runner', 'feat/otel-spans'],
  [
    'build-01',
    'shortJobs',
    25,
    ledger,
    'Nightly check: dependencies',
    'main',
    { entrypoint: 'sdk-ts', model: HAIKU },
  ],
  ['build-01', 'idle', 40, pipeline, 'Cache the sccache bucket', 'ci/sccache'],
  [
    'build-01',
    'work',
    7,
    payments,
    'Update the API client for v3',
    'chore/client-v3',
    { version: '2.1.120' },
  ],
  [
    'build-02',
    'burn',
    66,
    pipeline,
    'Port image pipeline to WASM',
    'perf/wasm-resize',
    { entrypoint: 'sdk-ts', model: OPUS },
  ],
  ['build-02', 'work', 29, pipeline, 'Fix the colour shift in CMYK sources', 'fix/cmyk'],
  ['build-02', 'shortJobs', 14, pipeline, 'Triage new crash reports', 'main', { entrypoint: 'sdk-ts' }],
  ['win-qa', 'errors', 11, storefront, 'Make the Windows installer test pass', 'mei/installer'],
  ['win-qa', 'work', 36, storefront, '商品ページの日本語を見直す', 'i18n/ja'],
  [
    'pi-rack',
    'work',
    19,
    data,
    'Read the soil sensors over MQTT',
    'main',
    { version: '2.1.197', model: HAIKU },
  ],
  ['pi-rack', 'idle', 55, data, 'Calibrate the humidity probes', 'main', { version: '2.1.197' }],
  ['gpu-lab', 'team', 44, data, 'Find why January forecasts are off', 'exp/holidays', { model: OPUS }],
  ['gpu-lab', 'work', 31, data, 'Halve the memory of the feature store', 'perf/features'],
  [
    // Not on the Windows machine: nothing can be closed there, and this one wants to be.
    'gpu-lab',
    'loop',
    22,
    storefront,
    'Fix flaky checkout e2e',
    'mei/checkout-flake',
    { entrypoint: 'claude-vscode' },
  ],
  ['gpu-lab', 'idle', 90, data, 'Sweep the learning rate', 'exp/lr'],
];

/** Twenty-six sessions, as they are when the demo starts. */
export const SESSION_PLANS: readonly SessionPlan[] = ROWS.map(
  ([machine, role, minutes, kit, title, branch, extras]) => ({
    machine,
    role,
    minutes,
    kit,
    title,
    branch,
    version: '2.1.330',
    entrypoint: 'cli',
    model: SONNET,
    ...extras,
  }),
);

/** Prompts of sessions that ended on the days before, and of those that start anew. */
export const OLDER_TITLES: readonly (readonly [kit: Kit, title: string])[] = [
  [payments, 'Add a dry-run flag to the payout job'],
  [payments, 'Why did invoice 20418 get two receipts?'],
  [payments, 'Bump the card scheme tables'],
  [storefront, 'Lazy-load the product gallery'],
  [storefront, 'Translate the cart page to Korean'],
  [storefront, 'Measure the bundle and cut it'],
  [infra, 'Give the metrics proxy its own certificate'],
  [infra, 'Clean up unused volumes in staging'],
  [infra, 'Write the on-call page for the gateway'],
  [pipeline, 'Benchmark AVIF against WebP'],
  [pipeline, 'Drop the unsafe block in simd.rs'],
  [pipeline, 'Make the decoder survive truncated files'],
  [data, 'Rewrite the feature tests with fixtures'],
  [data, 'Explain the drop in store 112'],
  [data, 'Export the model for the edge boxes'],
  [ledger, 'Check the replay against last quarter'],
  [ledger, 'Rename account_ref everywhere'],
  [ledger, 'Profile the append path'],
];
