import { askedDigest } from '../features/control/asked-digest.ts';
import type { PermissionRequestView } from '../state/wire-types.ts';

type Part = Omit<PermissionRequestView, 'id' | 'at' | 'isWhole' | 'digest'>;

const none = { agentId: null, agentType: null, expiresAt: null, alwaysAllow: [] };

const prisma = 'pnpm prisma migrate deploy --schema apps/api/prisma/schema.prisma';

/** What the sessions of the standing world ask, by their place in its table. */
const asked: Record<number, Part[]> = {
  0: [
    {
      ...none,
      kind: 'permission',
      tool: 'Bash',
      text: prisma,
      input: { command: prisma },
      agentId: 'a4',
      agentType: 'test-runner',
      alwaysAllow: [
        'Bash commands that begin with “pnpm prisma”, in this project',
        'All Bash commands, in this session',
      ],
    },
  ],
  1: [
    {
      ...none,
      kind: 'permission',
      tool: 'Bash',
      text: 'sudo certbot renew',
      input: { command: 'sudo certbot renew' },
    },
  ],
  4: [
    {
      ...none,
      kind: 'question',
      tool: 'AskUserQuestion',
      text: 'Which tenants should migrate first?',
      input: {
        questions: [
          {
            question: 'Which tenants should migrate first?',
            header: 'Tenants',
            multiSelect: false,
            options: [
              { label: 'The three pilot tenants', description: 'They agreed to a window on Sunday night.' },
              { label: 'Internal only', description: 'Nobody outside notices when it goes wrong.' },
              { label: 'Everybody at once', description: 'One migration, one night.' },
            ],
          },
        ],
      },
    },
  ],
};

/** Requests of one session, waiting since `at`. */
export function requestsOf(sessionId: string, index: number, at: number): PermissionRequestView[] {
  return (asked[index] ?? []).map((part, nth) =>
    withDigest(sessionId, { ...part, id: `req-${index}-${nth}`, at }),
  );
}

/** A request as the hub would tell it of a session. */
export function withDigest(
  sessionId: string,
  request: Omit<PermissionRequestView, 'isWhole' | 'digest'>,
): PermissionRequestView {
  const whole = { ...request, isWhole: true, digest: '' };
  return { ...whole, digest: askedDigest(sessionId, whole) };
}

/** More requests, for looking at: a diff, a file, another tool, a plan, a long command that is let go soon. */
export function moreRequests(sessionId: string, now: number): PermissionRequestView[] {
  const parts: Part[] = [
    {
      ...none,
      kind: 'permission',
      tool: 'Bash',
      text: 'set -euo pipefail',
      input: {
        command: `set -euo pipefail\nfor table in invoices invoice_lines ledger_entries; do\n  psql "$DATABASE_URL" -c "VACUUM (ANALYZE, VERBOSE) $table"\n  psql "$DATABASE_URL" -c "REINDEX TABLE CONCURRENTLY $table"\ndone\npg_dump --schema-only "$DATABASE_URL" > schema.sql\ngit diff --stat -- schema.sql\ngit status --short`,
        description: 'Vacuum and reindex the ledger tables, then compare the schema',
      },
      expiresAt: now + 110_000,
      alwaysAllow: ['All Bash commands, in this session'],
    },
    {
      ...none,
      kind: 'permission',
      tool: 'Edit',
      text: 'apps/api/src/webhooks/stripe/handler.ts',
      input: {
        file_path: 'apps/api/src/webhooks/stripe/handler.ts',
        old_string: 'const seen = await db.event.findUnique({ where: { id } });\nif (seen) return ok();',
        new_string: 'const claimed = await claimEvent(db, id);\nif (!claimed) return ok();',
      },
      alwaysAllow: ['All edits, in this session'],
    },
    {
      ...none,
      kind: 'permission',
      tool: 'WebFetch',
      text: 'https://docs.stripe.com/webhooks',
      input: { url: 'https://docs.stripe.com/webhooks', prompt: 'How long are events retried?' },
    },
    {
      ...none,
      kind: 'plan',
      tool: 'ExitPlanMode',
      text: 'Claim before side effects',
      input: {
        plan: '## Claim before side effects\n\n1. Add a unique index on `webhook_event.id`\n2. Insert with `ON CONFLICT DO NOTHING`, go on only when a row came back\n3. Replay the 40 sample events **twice** and compare the ledger\n\n```sql\nCREATE UNIQUE INDEX CONCURRENTLY webhook_event_id ON webhook_event (id);\n```',
      },
    },
    {
      ...none,
      kind: 'question',
      tool: 'AskUserQuestion',
      text: 'Which checks must pass before the merge?',
      input: {
        questions: [
          {
            question: 'Which checks must pass before the merge?',
            header: 'Checks',
            multiSelect: true,
            options: [
              { label: 'Unit tests', description: 'Two minutes.' },
              {
                label: 'Replay of the sample events',
                description: 'Six minutes, needs the staging database.',
              },
            ],
          },
        ],
      },
    },
  ];
  return parts.map((part, nth) =>
    withDigest(sessionId, { ...part, id: `more-${nth}`, at: now - 30_000 - nth * 15_000 }),
  );
}
