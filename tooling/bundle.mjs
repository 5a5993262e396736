import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './process.mjs';
import { hashFiles, sourceFiles } from './staleness.mjs';

/** The command as it is run: `dist/app/orrery.mjs` and what it loads. */
export const app = join(root, 'dist', 'app', 'orrery.mjs');

const stamp = join(root, 'dist', 'app.sha256');

/**
 * Node's own modules by `require`: an ES import of one reads each of its exports, also those that are made when they are
 * asked for. `import 'node:http'` alone so loads fetch, HTTP/2 and worker threads: 13 MB in a process that uses none of
 * them. TLS waits until something of it is used: an agent beside its hub never does.
 */
const builtinsByRequire = {
  name: 'builtins-by-require',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'builtin' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
    build.onResolve({ filter: /^(https|tls)$/ }, ({ path, importer }) =>
      /\/ws\/lib\//.test(importer) ? { path, namespace: 'late' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require('node:${path}')[name] });`,
    }));
  },
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
  legalComments: 'linked',
  // Comments and blanks are kept in memory with the source. One character of a comment beyond Latin-1 doubles a whole file.
  minifyWhitespace: true,
  lineLimit: 160,
  plugins: [builtinsByRequire],
  // Its CommonJS build asks for its parts in a way that cannot be bundled.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  // Some packages are CommonJS and ask for node's own modules by require.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
};

/**
 * Bundles the command, when its sources changed since the last time: one process then reads a handful of files in place
 * of some thousand, and no thread strips types. Split, so that what a process does not run is not loaded.
 */
export async function bundleApp() {
  const packages = ['cli', 'hub', 'agent', 'link', 'protocol', 'search', 'transcript'];
  const sources = sourceFiles(packages.map((name) => `packages/${name}/src`));
  const wanted = hashFiles([...sources, 'package-lock.json', 'tooling/bundle.mjs']);
  if (existsSync(app) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Building the command...\n');
  const { build } = await import('esbuild');
  rmSync(join(root, 'dist', 'app'), { recursive: true, force: true });
  await build({
    ...shared,
    entryPoints: {
      orrery: 'packages/cli/src/main.ts',
      'archive-worker': 'packages/hub/src/archive/archive-worker.ts',
    },
    outdir: 'dist/app',
    outExtension: { '.js': '.mjs' },
    splitting: true,
    chunkNames: '[name]-[hash]',
    target: 'node24',
  });
  writeFileSync(stamp, wanted);
}

/** The agent as one file for Node 20 and later, to carry to a machine that has no checkout. */
export async function bundleAgent() {
  const { build } = await import('esbuild');
  await build({
    ...shared,
    entryPoints: ['packages/cli/src/agent-main.ts'],
    outfile: 'dist/orrery-agent.mjs',
    target: 'node20',
  });
}
