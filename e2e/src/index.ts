// What the benchmarks share with the browser tests.
export { type ClientProcess, startClientProcess } from './client-process.ts';
export { type HookTargets, hookPayload, readHookTargets, sendHook } from './hook-client.ts';
export { startCountingRenders, takeRenders, watchRenders } from './render-watch.ts';
