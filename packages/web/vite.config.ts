import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The page, built to static files that the hub serves. In development, requests for data go on to a running hub. */
const hub = process.env.ORRERY_HUB ?? 'http://127.0.0.1:4680';

/** Modules of the service worker, which the page must not import. */
const workerModules = /[\\/]src[\\/]push[\\/](?:service-worker|notification|push-payload|worker-secret)\.ts$/;

/** A worker that imports is a module, which browsers load as a worker only by request, and not all of them do. */
const workerIsWhole: Plugin = {
  name: 'worker-is-whole',
  generateBundle(_, bundle) {
    const worker = bundle['sw.js'];
    if (worker?.type !== 'chunk') this.error('The service worker was not built.');
    else if (worker.imports.length + worker.dynamicImports.length > 0)
      this.error(`The service worker shares code with the page: ${worker.imports.join(', ')}`);
  },
};

/** Libraries bring a stand-in for `structuredClone`, which every browser that reads this page's syntax has. */
const nativeClone: Plugin = {
  name: 'native-clone',
  enforce: 'pre',
  resolveId: (id) => (id === '@ungap/structured-clone' ? '\0native-clone' : null),
  load: (id) => (id === '\0native-clone' ? 'export default (value) => structuredClone(value);' : null),
};

/** In a page the names of signs (`&amp;`) are looked up by an element; a worker has none, and takes the list. */
const entitiesWithoutPage: Plugin = {
  name: 'entities-without-page',
  enforce: 'pre',
  resolveId(id) {
    if (id !== 'decode-named-character-reference') return null;
    return resolve(import.meta.dirname, '../../node_modules/decode-named-character-reference/index.js');
  },
};

/**
 * Zod's schemas can describe themselves as JSON Schema, which the hub does for its documentation and the page never. What
 * sums up a schema's limits stands in the same file, before the first of the describing functions, and stays.
 */
const zodWithoutJsonSchema: Plugin = {
  name: 'zod-without-json-schema',
  load(id) {
    const [, file] =
      /[\\/]zod[\\/]v4[\\/]core[\\/](json-schema-processors|to-json-schema)\.js$/.exec(id) ?? [];
    if (file === undefined) return null;
    const source = readFileSync(id, 'utf8');
    const end = file === 'to-json-schema' ? 0 : source.indexOf('export const stringProcessor');
    if (end === -1) this.error(`${id} is not what it was: look at what the page needs of it.`);
    const kept = source
      .slice(0, end)
      .replace(/^import [^;]*'\.\/to-json-schema\.js';|^import [^;]*"\.\/to-json-schema\.js";/m, '');
    const names = [...source.slice(end).matchAll(/^export (?:const|function) (\w+)/gm)].map(
      ([, name]) => name,
    );
    const exports = [...names, ...(end === 0 ? ['process'] : [])].map((name) => `none as ${name}`).join(', ');
    return `${kept}\nconst none = () => { throw new Error('The page has no JSON Schema.'); };\nexport { ${exports} };`;
  },
};

/** Zod can write code for its schemas and compile it, which the page's policy forbids and the page has turned off (`jitless`). */
const zodWithoutCode: Plugin = {
  name: 'zod-without-code',
  load: (id) =>
    /[\\/]zod[\\/]v4[\\/]core[\\/]doc\.js$/.test(id)
      ? "export class Doc { constructor() { throw new Error('The page makes no code of text.'); } }"
      : null,
};

/** What the page with a session open may load in all, gzipped; the highlighter comes when there is code to colour. */
const MOST_BYTES = 250_000;
/** The entry, and the parts that it fetches by itself then, on a desk or on a phone. */
const loadedParts = [
  'main.tsx',
  'features/control/engine.ts',
  'features/conversation/views.ts',
  'features/detail/agents-graph.tsx',
  'features/detail/detail-tabs.tsx',
  'features/detail/request-bar.tsx',
  'features/notices/bell.tsx',
  'features/notices/notice-watcher.tsx',
].map((part) => resolve(import.meta.dirname, 'src', part));

/** The page must be quick over a slow line: too much of it fails the build. A browser test measures what is really loaded. */
const jsBudget: Plugin = {
  name: 'js-budget',
  generateBundle(_, bundle) {
    const sizes = new Map<string, number>();
    const add = (name: string) => {
      const chunk = bundle[name];
      if (sizes.has(name) || chunk?.type !== 'chunk') return;
      sizes.set(name, gzipSync(chunk.code, { level: 9 }).length);
      for (const imported of chunk.imports) add(imported);
    };
    for (const part of loadedParts) {
      const found = Object.values(bundle).find(
        (file) => file.type === 'chunk' && file.moduleIds.some((id) => resolve(id) === part),
      );
      if (found === undefined) this.error(`${part} is in no chunk: the budget does not count it.`);
      add(found.fileName);
    }
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 5);
    if (total > MOST_BYTES)
      this.error(
        `With a session open the page loads ${total} bytes of JavaScript (gzipped); ${MOST_BYTES} is the most. ` +
          `Largest: ${largest.map(([name, size]) => `${name} ${size}`).join(', ')}.`,
      );
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    tailwindcss(),
    nativeClone,
    zodWithoutJsonSchema,
    zodWithoutCode,
    workerIsWhole,
    jsBudget,
  ],
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would need a wider content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: {
        index: resolve(import.meta.dirname, 'index.html'),
        sw: resolve(import.meta.dirname, 'src/push/service-worker.ts'),
      },
      // Browsers ask for the worker by this name, at the root, so that it serves every page.
      output: {
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        // What every visit needs, in one file: as twenty small ones it compresses worse and takes longer to fetch. The
        // worker is an entry too, and keeps its own.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: 'base', tags: ['$initial'], test: (id) => !workerModules.test(id) }],
        },
      },
    },
  },
  worker: {
    // Grammars come one by one there too.
    format: 'es',
    plugins: () => [nativeClone, entitiesWithoutPage],
    rolldownOptions: { output: { entryFileNames: 'assets/[name]-[hash].js' } },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': { target: hub },
      '/live': { target: hub, ws: true },
    },
  },
});
