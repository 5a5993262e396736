import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The page, built to static files that the hub serves. In development, requests for data go on to a running hub. */
const hub = process.env.ORRERY_HUB ?? 'http://127.0.0.1:4680';

/** Modules of the service worker, which the page must not import. */
const workerModules = /[\\/]src[\\/]push[\\/](?:service-worker|notification|push-payload)\.ts$/;

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

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), nativeClone, workerIsWhole],
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
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': { target: hub },
      '/live': { target: hub, ws: true },
    },
  },
});
