/**
 * Sessions of the standing world, one a line: machine | title | project | branch | person | client | model | state |
 * minutes | tokens | dollars | sub-agents | tool | last action | seconds since | tokens a minute | wait or alert.
 */
export const worldTable = `
studio-01 | Make billing webhooks idempotent | payments-api | fix/webhook-idempotency | Ana | cli | opus | waiting | 38.07 | 1240000 | 6.42 | 6 |  |  | 252 | 1200 | permission: Bash: pnpm prisma migrate deploy --schema apps/api/prisma/schema.prisma
vps-fra | Rotate staging certificates | infra | main | Sam | web | sonnet | waiting | 9 | 148000 | 0.61 | 0 |  |  | 108 | 900 | permission: Bash: sudo certbot renew
build-02 | Port image pipeline to WASM | asset-pipeline | perf/wasm-resize | Joel | sdk | opus | working | 66 | 9810000 | 41.3 | 2 | Bash | cargo build --release | 1 | 38400 | burning: 38.4k tok/min, 9x its usual rate
win-qa | Fix flaky checkout e2e | storefront | mei/checkout-flake | Mei | vscode | sonnet | working | 22 | 2060000 | 3.18 | 0 | Edit | checkout.spec.ts | 3 | 5200 | looping: Same Edit on checkout.spec.ts 14 times
ana-mbp | Plan the RBAC rollout | admin-console | ana/rbac-plan | Ana | desktop | opus | waiting | 51 | 402000 | 2.9 | 0 |  |  | 52 | 3000 | question: : Which tenants should migrate first?
build-01 | Split ledger into read and write models | ledger | refactor/cqrs | Priya | cli | opus | working | 72 | 2710000 | 9.04 | 3 | Edit | src/ledger/projections/balance.ts | 0.5 | 5600 |
build-01 | Add tracing spans to the job runner | jobs | feat/otel-spans | Joel | vscode | sonnet | working | 18 | 611000 | 1.22 | 0 | Bash | pnpm vitest run runner.trace | 2 | 4100 |
win-qa | Upgrade storefront to React 19 | storefront | chore/react-19 | Mei | vscode | sonnet | working | 44 | 1020000 | 2.15 | 2 | Grep | forwardRef in src/**/*.tsx | 4 | 1700 |
gpu-lab | Quantise the reranker and compare recall | search-ml | exp/int8 | Priya | cli | opus | working | 124 | 4400000 | 15.8 | 1 | Bash | python eval.py --recall 20 | 9 | 6900 |
gpu-lab | Profile the tokenizer hot loop | search-ml | perf/tokenizer | Priya | cli | opus | working | 31 | 712000 | 1.9 | 0 | Read | src/tokenizer.rs | 12 | 2900 |
studio-01 | Draft the incident review for 18 Nov | runbooks | main | Ana | cli | opus | working | 12 | 96000 | 0.4 | 0 | Write | reviews/2026-11-18.md | 6 | 800 |
studio-01 | Type the analytics events | web-console | types/analytics | Ana | cli | opus | working | 27 | 380000 | 1.1 | 0 | Edit | src/analytics/events.ts | 8 | 1300 |
vps-fra | Tune nginx cache headers | infra | cache-headers | Sam | cli | opus | working | 16 | 122000 | 0.5 | 0 | Bash | nginx -t | 14 | 1100 |
build-01 | Backfill invoices for October | ledger | ops/backfill-oct | Priya | cli | opus | working | 8 | 88000 | 0.3 | 0 | Bash | node scripts/backfill.ts --dry | 5 | 2700 |
joel-mini | Sketch the plugin manifest | orchard | rfc/manifest | Joel | cli | opus | working | 39 | 233000 | 0.9 | 0 | Write | docs/manifest.md | 20 | 3100 |
pi-rack | Watch sensor drift overnight | greenhouse | main | Sam | sdk | opus | working | 412 | 540000 | 1.3 | 0 | Bash | tail -n 200 drift.log | 30 | 400 |
build-02 | Bump the base image to trixie | infra | chore/trixie | Sam | cli | opus | working | 21 | 166000 | 0.6 | 0 | Bash | docker build . | 7 | 3200 |
build-01 | Shrink the webhook image | payments-api | chore/slim | Ana | cli | opus | idle | 124 | 802000 | 2.2 | 0 |  |  | 720 | 0 |
build-01 | Rename tenants to workspaces | admin-console | rename/tenants | Mei | cli | opus | idle | 66 | 1400000 | 4.1 | 0 |  |  | 1500 | 0 |
build-02 | Explain the retry budget | jobs | main | Joel | cli | opus | idle | 15 | 61000 | 0.2 | 0 |  |  | 540 | 0 |
studio-01 | Write release notes for 4.2 | web-console | release/4.2 | Ana | cli | opus | idle | 33 | 74000 | 0.3 | 0 |  |  | 1080 | 0 |
ana-mbp | Review the export endpoint | payments-api | review/export | Ana | desktop | opus | idle | 48 | 144000 | 0.5 | 0 |  |  | 1860 | 0 |
ana-mbp | Find the slow migration | ledger | main | Ana | desktop | opus | idle | 20 | 92000 | 0.4 | 0 |  |  | 2640 | 0 |
joel-mini | Compare queue libraries | jobs | spike/queues | Joel | cli | opus | idle | 58 | 310000 | 1 | 0 |  |  | 3120 | 0 |
pi-rack | Calibrate the humidity curve | greenhouse | main | Sam | cli | opus | idle | 90 | 48000 | 0.1 | 0 |  |  | 4200 | 0 |
gpu-lab | Label the hard negatives | search-ml | data/negatives | Priya | cli | opus | idle | 77 | 520000 | 1.6 | 0 |  |  | 2280 | 0 |
pi-garage | Log the door sensor | garage | main | Sam | cli | opus | unreachable | 140 | 30000 | 0.1 | 0 |  |  | 360 | 0 |
build-01 | Delete the legacy feature flags | web-console | chore/flags | Mei | cli | opus | ended | 210 | 1900000 | 5.2 | 0 |  | Removed 31 flags, all tests pass | 5700 | 0 |
`;
