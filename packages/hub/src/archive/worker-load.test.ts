import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const WORKER = 'packages/hub/src/archive/archive-worker.ts';

/** What a thread of the archive loads, when it is bundled beside the command as in the release. */
async function loadedByWorker(): Promise<string[]> {
  const { metafile } = await build({
    ...{
      absWorkingDir: root,
      bundle: true,
      platform: 'node',
      format: 'esm',
      splitting: true,
      logLevel: 'silent',
    },
    ...{ metafile: true, write: false, outdir: 'dist/app' },
    entryPoints: { orrery: 'packages/cli/src/main.ts', worker: WORKER },
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  });
  const outputs = new Map(Object.entries(metafile.outputs));
  const entry = [...outputs.keys()].find((path) => outputs.get(path)?.entryPoint === WORKER) ?? '';
  const chunks = new Set([entry]);
  for (const chunk of chunks) {
    for (const { path, kind } of outputs.get(chunk)?.imports ?? [])
      if (kind === 'import-statement' && outputs.has(path)) chunks.add(path);
  }
  return [...chunks].flatMap((chunk) => Object.keys(outputs.get(chunk)?.inputs ?? {}));
}

test('[AR65] a thread of the archive builds none of the schemas of the wire but that of its settings', async () => {
  const inputs = await loadedByWorker();
  expect(inputs).toContain(WORKER);
  const wire = inputs.filter((path) => path.startsWith('packages/protocol/')).sort();
  // Each schema takes every thread of the hub part of a second, at every start.
  expect(wire).toEqual([
    'packages/protocol/src/bounded.ts',
    'packages/protocol/src/http/alert-settings.ts',
    'packages/protocol/src/orrery-error.ts',
    'packages/protocol/src/views/asked-words.ts',
    'packages/protocol/src/wire-limits.ts',
  ]);
});
