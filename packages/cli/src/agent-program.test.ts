import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runAgentCli } from './agent-program.ts';
import { makeAgentFolder } from './test/agent-folder.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'orrery-carried-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** The one-file agent, in place. */
async function carried(...args: string[]) {
  const lines: { out: string[]; err: string[] } = { out: [], err: [] };
  const code = await runAgentCli(args, {
    out: (text) => void lines.out.push(text),
    err: (text) => void lines.err.push(text),
    env: { ORRERY_DATA: join(home, 'data') },
    cwd: home,
    input: Readable.from([]),
    columns: null,
  });
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n') };
}

test.each([[[]], [['agent']]])(
  'the one-file agent has the commands of its machine, %j before them or not',
  async (before) => {
    const dir = join(home, 'data', 'agents', '127.0.0.1_4680');
    makeAgentFolder(dir, 'http://127.0.0.1:4680');
    expect((await carried(...before, 'status')).out).toMatch(/^hub: http:\/\/127\.0\.0\.1:4680, key/);
    expect((await carried(...before, 'forbid', 'close')).out).toMatch(/may not close sessions/);
    expect((await carried(...before, 'allow', 'terminals')).out).toMatch(/may .*open terminals/);
    expect((await carried(...before, 'hooks', 'status', '--hub', 'http://localhost:4680')).code).toBe(0);
  },
);

test('without a command it runs, so it asks for a hub; and it names itself as it is started', async () => {
  const bare = await carried();
  expect(bare).toMatchObject({ code: 2, out: '' });
  expect(bare.err).toContain('--hub');
  expect(await carried('--hub', 'nope')).toMatchObject({ code: 2 });
  const help = await carried('--help');
  expect(help.code).toBe(0);
  expect(help.out).toMatch(/^Usage: node orrery-agent\.mjs /);
  for (const command of ['status', 'allow', 'forbid', 'hooks', 'version'])
    expect(help.out).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  expect((await carried('version')).out).toMatch(/^orrery \d/);
});
