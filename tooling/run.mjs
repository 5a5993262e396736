// The one door into the repository: `npm start`, `npm test` and the rest come through here. Plain JavaScript for any
// Node >= 18, because its first job is to fetch the Node that everything else runs on.
import { spawn } from 'node:child_process';
import { buildWeb } from './build-web.mjs';
import { app, bundleAgent, bundleApp } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';
import { node24, root, run } from './process.mjs';
import { ensureTestTools } from './test-tools.mjs';

const vitest = ['node_modules/vitest/vitest.mjs', 'run'];

const tasks = {
  /** Installs, builds what is stale, runs the hub and this machine's agent. */
  async start(args) {
    await buildWeb();
    await orrery(['up', ...args]);
  },
  async orrery(args) {
    await orrery(args);
  },
  /** The release form: the page, and the command and the agent as single files. */
  async build() {
    await buildWeb();
    await bundleApp();
    await bundleAgent();
  },
  /** The page with hot reload, beside a hub that runs on its usual port. */
  async dev(args) {
    await run(node24(), ['node_modules/vite/bin/vite.js', 'packages/web', ...args]);
  },
  /** Types, lint, format, dead code. */
  async check() {
    await run(node24(), ['node_modules/typescript/bin/tsc', '-b']);
    await run(node24(), ['node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings']);
    await run(node24(), ['node_modules/knip/bin/knip.js']);
  },
  async unit(args) {
    await run(node24(), [...vitest, '--project', 'unit', ...args]);
  },
  /** The whole product in Chromium, over a real hub and real agents. */
  async e2e(args) {
    await ensureTestTools();
    await buildWeb();
    await bundleApp();
    await bundleAgent();
    await run(node24(), [...vitest, '--project', 'e2e', ...args]);
  },
  async test() {
    await ensureTestTools();
    await tasks.check();
    await tasks.build();
    await tasks.unit([]);
    await tasks.e2e([]);
  },
  async bench(args) {
    await buildWeb();
    await bundleApp();
    await run(node24(), ['bench/src/main.ts', ...args]);
  },
};

/** Hands the terminal over to the command: signals and the exit code are its own. */
async function orrery(args) {
  await bundleApp();
  const child = spawn(node24(), [app, ...args], { cwd: process.env.INIT_CWD ?? root, stdio: 'inherit' });
  // Ctrl+C reaches the whole group; the command decides when it has finished.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  await new Promise((_, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

// glibc keeps freed memory in a pool per thread; the hub's threads hand large buffers to each other, which costs it some
// 50 MB. Read once by a starting process, so it has to be set here.
process.env.MALLOC_ARENA_MAX ??= '1';

const [name, ...args] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined;
if (!task) {
  process.stderr.write(`usage: node tooling/run.mjs ${Object.keys(tasks).join('|')} [arguments]\n`);
  process.exit(2);
}
try {
  await ensureInstalled();
  await task(args);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
