import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const AGENT = 'packages/cli/src/agent/run-local-agent.ts';
const WORKER = 'packages/hub/src/archive/archive-worker.ts';

// A module that nobody asked for is read, compiled and run at every start of a process or a thread: the schemas of the
// wire alone take each of the hub's threads part of a second. One import of a package's index by a name that it passes on
// one by one draws the whole package in, when the bundle is split.
let outputs: Metafile['outputs'];

beforeAll(async () => {
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
  outputs = metafile.outputs;
}, 120_000);

/** Sources of a package that come with an entry, as the release is bundled. */
function loaded(entry: string, folder: string): string[] {
  const first = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === entry);
  const chunks = new Set(first === undefined ? [] : [first]);
  for (const chunk of chunks) {
    for (const { path, kind } of outputs[chunk]?.imports ?? [])
      if (kind === 'import-statement' && path in outputs) chunks.add(path);
  }
  const inputs = [...chunks].flatMap((chunk) => Object.keys(outputs[chunk]?.inputs ?? {}));
  expect(inputs).toContain(entry);
  return inputs
    .filter((path) => path.startsWith(folder))
    .map((path) => path.slice(folder.length))
    .sort();
}

describe('in the release', () => {
  test('a thread of the archive builds none of the schemas of the wire but that of its settings', () => {
    expect(loaded(WORKER, 'packages/protocol/src/')).toEqual([
      'bounded.ts',
      'http/alert-settings.ts',
      'orrery-error.ts',
      'views/asked-words.ts',
      'wire-limits.ts',
    ]);
  });

  test('an agent loads nothing that projects transcripts, and no schema of the pages', () => {
    expect(loaded(AGENT, 'packages/transcript/src/')).toEqual(['lines/json-bounds.ts']);
    expect(loaded(AGENT, 'packages/protocol/src/http/')).toEqual([]);
    expect(loaded(AGENT, 'packages/hub/src/')).toEqual([]);
  });
});
