import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });

const TERMINAL = new URL('./terminal.ts', import.meta.url).href;

/** Prints through the real terminal to a reader that is gone, on stdout or stderr, and then says how it went on. */
const script = (stream: 'out' | 'err') => `
  const { createProcessTerminal } = await import(${JSON.stringify(TERMINAL)});
  const terminal = createProcessTerminal();
  const { setTimeout: sleep } = await import('node:timers/promises');
  for (let line = 0; line < 20; line += 1) {
    terminal.${stream}('line '.repeat(10_000));
    await sleep(5);
  }
  process.exitCode = 7;
`;

test.each(['out', 'err'] as const)('a reader of std%s that has seen enough is no failure', async (stream) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script(stream)], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [gone, other] = stream === 'out' ? [child.stdout, child.stderr] : [child.stderr, child.stdout];
  let words = '';
  other.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  gone.once('data', () => gone.destroy());
  const code = await new Promise((resolve) => child.once('close', resolve));
  // The command goes on to its own end: a hub does not stop because nobody reads its console.
  expect({ code, words }).toEqual({ code: 7, words: '' });
});
