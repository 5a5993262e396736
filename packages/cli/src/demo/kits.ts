import type { AgentTask } from '../synthetic/agent-run.ts';
import type { Language } from '../synthetic/text/code.ts';

/** What sessions of one kind of project read, run and say. All invented. */
export interface Kit {
  project: string;
  language: Language;
  files: readonly string[];
  /** Command and what it prints. */
  commands: readonly (readonly [command: string, output: string])[];
  says: readonly string[];
  thoughts: readonly string[];
  agents: readonly (AgentTask & { result: string })[];
  followUps: readonly string[];
}

function agent(
  type: string,
  description: string,
  prompt: string,
  result: string,
): AgentTask & { result: string } {
  return { type, description, prompt, result };
}

export const payments: Kit = {
  project: 'payments-api',
  language: 'ts',
  files: [
    'apps/api/src/webhooks/handler.ts',
    'apps/api/src/webhooks/retry.ts',
    'packages/db/src/advisory-lock.ts',
    'packages/db/migrations/0042_webhook_event.sql',
    'apps/api/test/webhooks/replay.test.ts',
  ],
  commands: [
    [
      'pnpm vitest run webhooks',
      ' ✓ webhooks/handler.test.ts (14 tests) 812ms\n ✓ webhooks/replay.test.ts (40 tests) 2104ms\n\n Tests  54 passed (54)',
    ],
    ['pnpm tsc --noEmit', ''],
    [
      'git diff --stat',
      ' apps/api/src/webhooks/handler.ts | 31 ++++++++++++++++-------\n packages/db/src/advisory-lock.ts | 18 +++++++++++++\n 2 files changed, 41 insertions(+), 8 deletions(-)',
    ],
    [
      'psql -c "select count(*) from webhook_event where claimed_at is null"',
      ' count \n-------\n    17\n(1 row)',
    ],
    [
      'rg -n "findUnique" apps/api/src/webhooks',
      'apps/api/src/webhooks/handler.ts:41:  const seen = await db.event.findUnique({ where: { id } });',
    ],
  ],
  says: [
    'I claim the event before any side effect, so a repeated delivery answers `200` without doing the work twice.',
    'The replay test fails on purpose now: two deliveries race, and both pass the `findUnique` check.\n\n```ts\nconst claimed = await db.$executeRaw`\n  INSERT INTO webhook_event (id, received_at)\n  VALUES (gen_id(), now()) ON CONFLICT DO NOTHING`;\nif (claimed === 0) return reply.code(200).send();\n```',
    'The lock is taken per merchant, not per event: that keeps the order of refunds and captures.',
    'All 40 sample events replay cleanly. Next is the retry path.',
    'One edge is left: an event that was claimed by a process which then died. I add a lease of two minutes.',
  ],
  thoughts: [
    'The handler checks first and writes later. Between the two another delivery can slip in, so the check proves nothing.',
    'If the insert itself is the claim, the unique key does the locking for me.',
  ],
  agents: [
    agent(
      'Explore',
      'Map webhook handlers',
      'List every webhook handler and which tables it writes.',
      'Seven handlers; four write to ledger_entry, two only to outbox, one writes nothing.',
    ),
    agent(
      'general-purpose',
      'Write the dedupe table',
      'Add a migration for webhook_event with a unique id and a lease.',
      'Migration 0042 is written and applies both ways on an empty and on a seeded database.',
    ),
    agent(
      'test-runner',
      'Replay 40 sample events',
      'Replay the recorded events twice each and compare the ledger.',
      '40 events, 80 deliveries, the ledger is equal to a single run.',
    ),
    agent(
      'code-reviewer',
      'Review the retry path',
      'Look for ways in which a retry can double a payment.',
      'One finding: the backoff job reads the event outside the transaction. Fixed in retry.ts.',
    ),
  ],
  followUps: [
    'Use the event id as the key, and make retries safe under concurrent delivery.',
    'Add a test for a process that dies while it holds the claim',
    'Write the migration notes',
  ],
};

export const storefront: Kit = {
  project: 'storefront',
  language: 'ts',
  files: [
    'e2e/checkout.spec.ts',
    'src/cart/cart-store.ts',
    'src/checkout/address-form.tsx',
    'src/i18n/ja.json',
    'src/product/gallery.tsx',
  ],
  commands: [
    [
      'npx playwright test checkout --repeat-each=5',
      '  4 passed\n  1 failed\n    [chromium] › checkout.spec.ts:88 › pays with a saved card\n    Timeout 5000ms exceeded waiting for getByRole("status")',
    ],
    ['npm run lint', '✖ 0 problems'],
    ['npm run build', 'dist/assets/index-4f1c2a.js  184.20 kB │ gzip: 58.11 kB\n✓ built in 3.42s'],
    [
      'git log --oneline -3',
      '8e1b0c2 cart: keep quantity on reload\n51f9a77 checkout: split the address form\n0c4dd19 i18n: 商品ページの日本語を追加',
    ],
  ],
  says: [
    'The spinner leaves the page one frame before the status text arrives; the test looks in between.',
    'I wait for the status role instead of a fixed time, so the test no longer depends on the speed of the machine.',
    '日本語の住所フォームでは、郵便番号を先に入力します。並び順を修正しました。',
    'The gallery holds on to every image it ever showed. `useEffect(() => observer.disconnect(), [])` was missing.',
  ],
  thoughts: [
    'Five runs, one failure, always the same line. This is a race between the toast and the redirect.',
    'The store updates twice in one tick; only the second update is rendered.',
  ],
  agents: [
    agent(
      'Explore',
      'Find flaky waits',
      'Find every waitForTimeout in e2e.',
      '11 calls in 6 files; 3 of them guard a real event.',
    ),
    agent(
      'test-runner',
      'Run checkout 50 times',
      'Run the checkout spec 50 times and report failures.',
      '50 runs, 0 failures after the change; 9 before.',
    ),
  ],
  followUps: [
    'Try again with the network throttled',
    'Also for the guest checkout, please',
    '金額の表示も直して',
  ],
};

export const infra: Kit = {
  project: 'infra',
  language: 'sh',
  files: [
    'terraform/edge/main.tf',
    'ansible/roles/certs/tasks/main.yml',
    'scripts/rotate-certs.sh',
    'k8s/gateway/values.yaml',
  ],
  commands: [
    ['terraform plan -target=module.edge', 'Plan: 3 to add, 1 to change, 0 to destroy.'],
    [
      'kubectl -n staging get pods -l app=gateway',
      'NAME                       READY   STATUS    RESTARTS   AGE\ngateway-7c9d5b6f4d-2xkqp   1/1     Running   0          4h\ngateway-7c9d5b6f4d-vm8tt   1/1     Running   2          4h',
    ],
    ['openssl x509 -enddate -noout -in staging.pem', 'notAfter=Dec  2 09:14:00 2026 GMT'],
    ['ansible-lint ansible/roles/certs', 'Passed: 0 failure(s), 0 warning(s) on 12 files.'],
  ],
  says: [
    'The staging certificate ends in ten days. I renew it first and reload the gateway only after the new chain validates.',
    'Two pods still hold the old chain in memory. A rolling restart is enough; no traffic is lost.',
    'The plan changes one security group in place and adds three records. Nothing is destroyed.',
  ],
  thoughts: [
    'A reload with a half-written file takes the gateway down. Write beside it, validate, then rename.',
  ],
  agents: [
    agent(
      'Explore',
      'List certificate users',
      'Which services mount the staging certificate?',
      'Gateway, mail relay and the metrics proxy.',
    ),
  ],
  followUps: ['And production?', 'Write down how to roll back'],
};

export const pipeline: Kit = {
  project: 'asset-pipeline',
  language: 'rs',
  files: [
    'crates/resize/src/lib.rs',
    'crates/resize/src/simd.rs',
    'crates/wasm/src/bindings.rs',
    'benches/resize.rs',
  ],
  commands: [
    [
      'cargo bench -p resize',
      'resize/lanczos 4k->1080p  time: [18.211 ms 18.402 ms 18.630 ms]\n                        change: [-41.2% -40.6% -39.9%]',
    ],
    ['cargo clippy --all-targets', '    Finished `dev` profile [unoptimized + debuginfo] target(s) in 2.91s'],
    ['wasm-opt -O3 pkg/resize_bg.wasm -o pkg/resize.wasm', ''],
    ['cargo test -p resize', 'test result: ok. 61 passed; 0 failed; 0 ignored; finished in 4.07s'],
  ],
  says: [
    'The inner loop now works on eight pixels at a time. Horizontal and vertical passes share one row cache.',
    'WASM has no gather, so the lookup table is laid out by channel instead. That alone halves the time.',
    'The output differs from the C version by at most one step in any channel, on all 212 sample images.',
  ],
  thoughts: [
    'The profile says 70% in `convolve_row`. Bounds checks are hoisted already; what is left is memory traffic.',
    'If rows are visited in bands of 16, the cache holds both passes.',
  ],
  agents: [
    agent(
      'general-purpose',
      'Port the colour tables',
      'Port the sRGB tables to const Rust.',
      'Tables are const, 2 kB smaller, bit-equal to the old ones.',
    ),
    agent(
      'test-runner',
      'Compare 212 images',
      'Run both versions over the sample set and report differences.',
      'Largest difference is 1 of 255, in 0.02% of all pixels.',
    ),
  ],
  followUps: ['Now the alpha channel', 'How far from the native speed are we?'],
};

export const data: Kit = {
  project: 'forecasting',
  language: 'py',
  files: [
    'forecast/features.py',
    'forecast/train.py',
    'forecast/holidays.py',
    'tests/test_features.py',
    'notebooks/errors.ipynb',
  ],
  commands: [
    ['pytest -q', '................................................ [100%]\n48 passed in 6.31s'],
    ['python -m forecast.train --fold 3', 'fold 3  mape 7.91  (was 8.64)\nsaved runs/2211/fold-3.pt'],
    ['ruff check .', 'All checks passed!'],
    ['nvidia-smi --query-gpu=utilization.gpu --format=csv,noheader', '97 %\n96 %\n98 %\n94 %'],
  ],
  says: [
    'Holidays were shifted by one day for every zone east of UTC. With that corrected, the error of the week after New Year falls by a third.',
    'Fold 3 is better by 0.7 points; the gain is almost all in the small stores.',
    'I keep the old features under a flag until the backtest over two years is through.',
  ],
  thoughts: [
    'The residuals have a weekly pattern in exactly the stores that close on Sundays.',
    'A leak: the rolling mean includes the day that it predicts.',
  ],
  agents: [
    agent(
      'general-purpose',
      'Backtest two years',
      'Run the backtest for each quarter of two years.',
      '8 quarters, better in 7, equal in one.',
    ),
    agent(
      'Explore',
      'Find date arithmetic',
      'Find every place that adds days without a zone.',
      'Five places, all in features.py and holidays.py.',
    ),
  ],
  followUps: ['Plot the residuals by store size', 'Does it hold without the outliers?'],
};

export const ledger: Kit = {
  project: 'ledger',
  language: 'go',
  files: [
    'internal/projection/balance.go',
    'internal/store/append.go',
    'cmd/replay/main.go',
    'internal/projection/balance_test.go',
  ],
  commands: [
    ['go test ./...', 'ok  \tledger/internal/projection\t0.412s\nok  \tledger/internal/store\t1.806s'],
    ['go vet ./...', ''],
    ['go run ./cmd/replay --from 2026-01-01', 'replayed 1284402 entries in 9.4s, checksum a71f0c3e'],
    ['rg -n "if err != nil" internal/store | wc -l', '37'],
  ],
  says: [
    'Writes go to the log only; balances are a projection that can be rebuilt. The read model follows within a few milliseconds.',
    'The replay gives the same checksum as the live tables, so the projection is complete.\n\n```go\nif err != nil {\n\treturn fmt.Errorf("apply entry %d: %w", e.Seq, err)\n}\n```',
    'Two callers still read their own write. I give them the sequence number to wait for.',
  ],
  thoughts: [
    'If the projection stores the last sequence in the same transaction, a crash between the two cannot happen.',
  ],
  agents: [
    agent(
      'Explore',
      'Find read-your-writes callers',
      'Who reads a balance right after writing?',
      'The transfer endpoint and the nightly settlement.',
    ),
    agent(
      'code-reviewer',
      'Review the projection',
      'Look for gaps in the sequence handling.',
      'No gaps; one comment about an unused index.',
    ),
  ],
  followUps: ['What happens on a partial replay?', 'Measure it with ten million entries'],
};
