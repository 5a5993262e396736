#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Sources are TypeScript: without the cache every process strips their types again, which costs a third of a second and
// thirty megabytes. It has to stand before the first import.
const isSource = import.meta.url.endsWith('.ts');
const cache = fileURLToPath(new URL(isSource ? '../dist/compile-cache' : 'compile-cache', import.meta.url));
enableCompileCache(cache);
// For threads and children.
process.env.NODE_COMPILE_CACHE ??= cache;

const [{ runCli }, { ALL_COMMANDS }, { createProcessTerminal }] = await Promise.all([
  import('./program.ts'),
  import('./commands/all-commands.ts'),
  import('./terminal/terminal.ts'),
]);
process.exitCode = await runCli(process.argv.slice(2), createProcessTerminal(), ALL_COMMANDS);
