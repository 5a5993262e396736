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

const args = process.argv.slice(2);
const { createProcessTerminal } = await import('./terminal/terminal.ts');
process.exitCode = await (args[0] === 'local-agent' ? runAgentProcess() : runCommandLine());

async function runCommandLine(): Promise<number> {
  const [{ runCli }, { ALL_COMMANDS }] = await Promise.all([
    import('./program.ts'),
    import('./commands/all-commands.ts'),
  ]);
  return await runCli(args, createProcessTerminal(), ALL_COMMANDS);
}

/** The agent of `orrery up` runs for months: the command line and its parser would stay in its memory, 4 MB. */
async function runAgentProcess(): Promise<number> {
  const { localAgentMain } = await import('./agent/run-local-agent.ts');
  return await localAgentMain(createProcessTerminal());
}
