import { join } from 'node:path';
import { root } from './process.mjs';

/**
 * The agent as one file for Node 20 and later, to carry to a machine that has no checkout. Packages go in, except what
 * Node itself brings.
 */
export async function bundle() {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'packages/agent/src/standalone.ts')],
    outfile: join(root, 'dist/orrery-agent.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
    legalComments: 'linked',
    // ws is CommonJS and asks for node built-ins by require.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}
