import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oddJson } from '../test/odd-json.ts';
import { readHookStore } from './hook-store.ts';
import { type HookChange, installHooks, uninstallHooks } from './installer.ts';
import { readHooksStatus } from './read-hooks-status.ts';
import { HOOK_EVENTS } from './settings/hook-entries.ts';
import { readSettingsFile, replaceSettingsFile } from './settings/settings-file.ts';

let dir: string;
let root: string;
let settings: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-hooks-'));
  root = join(dir, 'claude');
  settings = join(root, 'settings.json');
  mkdirSync(root);
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const stateDir = (name = 'state'): string => join(dir, name);

async function install(state = 'state', isForced = false): Promise<HookChange> {
  const [result] = await installHooks({
    stateDir: stateDir(state),
    roots: [root],
    nowMs: Date.now(),
    isForced,
    env: {},
  });
  if (result === undefined) throw new Error('no result');
  return result;
}

function uninstall(state = 'state'): HookChange {
  const [result] = uninstallHooks({ stateDir: stateDir(state), roots: [root] });
  if (result === undefined) throw new Error('no result');
  return result;
}

const read = (): string => readFileSync(settings, 'utf8');
const status = (state = 'state'): string =>
  readHooksStatus({ stateDir: stateDir(state), roots: [root] }).state;

describe('installing hooks', () => {
  it('[HK1] keeps every byte of odd settings, adds every event, and goes back byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(oddJson(), async (text) => {
        writeFileSync(settings, text);
        expect(await install()).toMatchObject({ outcome: 'installed' });
        const written = read();
        expect(isSubsequence(text, written)).toBe(true);
        expect(status()).toBe(isPlainJson(text) ? 'installed' : 'broken');
        expect(uninstall()).toMatchObject({ outcome: 'restored' });
        expect(read()).toBe(text);
      }),
      { numRuns: 25 },
    );
  });

  it('[HK2] takes out only its own entries after somebody has edited the file', async () => {
    await fc.assert(
      fc.asyncProperty(oddJson({ hasMark: true }), fc.stringMatching(/^[a-z]{0,9}$/), async (text, word) => {
        const edit = (from: string): string => from.replace('"mark": 1', `"mark": "${word}", "added": [1]`);
        writeFileSync(settings, text);
        await install();
        writeFileSync(settings, edit(read()));
        expect(uninstall()).toMatchObject({ outcome: 'removed' });
        expect(read()).toBe(edit(text));
      }),
      { numRuns: 25 },
    );
  });

  it('[HK3] adds to lists of hooks that are there, and is found again when the client has rewritten the file', async () => {
    const own = { matcher: 'Bash', hooks: [{ type: 'command', command: 'true' }] };
    const before = { hooks: { PostToolUse: [own], Stop: [] }, model: 'opus' };
    writeFileSync(settings, JSON.stringify(before));
    await install();
    const after = JSON.parse(read());
    expect(after.hooks.PostToolUse[0]).toEqual(own);
    expect(after.hooks.PostToolUse).toHaveLength(2);
    expect(Object.keys(after.hooks).sort()).toEqual([...HOOK_EVENTS].sort());
    expect(after.hooks.PermissionRequest).toEqual([
      {
        matcher: '*',
        hooks: [
          {
            type: 'http',
            url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/orrery\/[\w-]+\/hook$/),
            timeout: 86_400,
            headers: { Authorization: expect.stringMatching(/^Bearer [\w-]{43}$/) },
          },
        ],
      },
    ]);
    after.permissions = { allow: ['Bash(ls:*)'] };
    writeFileSync(settings, JSON.stringify(after, null, 2));
    expect(status()).toBe('installed');
    expect(uninstall()).toMatchObject({ outcome: 'removed' });
    expect(JSON.parse(read())).toEqual({ ...before, permissions: { allow: ['Bash(ls:*)'] } });
  });

  it('[HK4] is safe to repeat, and replaces its own entries when the token changes', async () => {
    writeFileSync(settings, '{\n  "a": 1\n}\n');
    await install();
    const first = read();
    expect(await install()).toMatchObject({ outcome: 'unchanged' });
    expect(read()).toBe(first);
    uninstall();
    await install();
    expect(read()).not.toBe(first);
    const store = JSON.parse(readFileSync(join(stateDir(), 'hooks.json'), 'utf8'));
    writeFileSync(join(stateDir(), 'hooks.json'), JSON.stringify({ ...store, port: 17_001 }));
    expect(status()).toBe('broken');
    expect(await install()).toMatchObject({ outcome: 'installed' });
    expect(read().match(/:17001\//g)).toHaveLength(HOOK_EVENTS.length);
    expect(read().match(/\/orrery\//g)).toHaveLength(HOOK_EVENTS.length);
    expect(uninstall()).toMatchObject({ outcome: 'restored' });
    expect(read()).toBe('{\n  "a": 1\n}\n');
  });

  it('[HK4] leaves one set of entries where two people install at once', async () => {
    writeFileSync(settings, '{"a":1}');
    const outcomes = (await Promise.all([install(), install()])).map(({ outcome }) => outcome);
    expect(outcomes.sort()).toEqual(['installed', 'unchanged']);
    expect(read().match(/\/orrery\//g)).toHaveLength(HOOK_EVENTS.length);
    expect(status()).toBe('installed');
    expect(uninstall()).toMatchObject({ outcome: 'restored' });
    expect(read()).toBe('{"a":1}');
  });

  it('[HK2] gives back empty lists of before, also when they were installed again after an edit', async () => {
    writeFileSync(settings, '{"hooks":{"Stop":[]},"a":1}');
    await install();
    writeFileSync(
      settings,
      read()
        .replace('"a":1', '"a":2')
        .replaceAll(/:\d+\/orrery/g, ':9/orrery'),
    );
    expect(await install()).toMatchObject({ outcome: 'installed' });
    expect(uninstall()).toMatchObject({ outcome: 'restored' });
    expect(read()).toBe('{"hooks":{"Stop":[]},"a":2}');
  });

  it('[HK5] leaves the entries of a second agent of this account alone', async () => {
    writeFileSync(settings, '{}');
    await install('one');
    const one = read();
    await install('two');
    expect([status('one'), status('two')]).toEqual(['installed', 'installed']);
    expect(uninstall('two')).toMatchObject({ outcome: 'restored' });
    expect(read()).toBe(one);
    await install('two');
    expect(uninstall('one')).toMatchObject({ outcome: 'removed' });
    expect([status('one'), status('two')]).toEqual(['absent', 'installed']);
  });

  it('[HK5] says that entries of another agent are there, and takes them out where it is told to', async () => {
    writeFileSync(settings, '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"x"}]}]},"a":1}');
    const before = read();
    await install('lost');
    rmSync(stateDir('lost'), { recursive: true });
    const words = /hooks of another Orrery agent.*uninstall --all/;
    expect(readHooksStatus({ stateDir: stateDir(), roots: [root] }).folders[0]).toMatchObject({
      state: 'absent',
      detail: expect.stringMatching(words),
    });
    expect((await install()).warnings.join()).toMatch(words);
    expect(uninstall().warnings.join()).toMatch(words);
    expect(uninstall()).toMatchObject({ outcome: 'unchanged', warnings: [expect.stringMatching(words)] });
    const all = { stateDir: stateDir(), roots: [root], isForAll: true };
    await install();
    expect(uninstallHooks(all)).toMatchObject([{ outcome: 'removed', warnings: [] }]);
    expect(read()).toBe(before);
    expect(status()).toBe('absent');
    expect(uninstallHooks(all)).toMatchObject([{ outcome: 'unchanged', warnings: [] }]);
  });

  it('[HK6] removes a file again that it made, readable for the owner only', async () => {
    await install();
    expect(statSync(settings).mode & 0o777).toBe(0o600);
    expect(statSync(join(stateDir(), 'hooks.json')).mode & 0o777).toBe(0o600);
    expect(uninstall()).toMatchObject({ outcome: 'restored' });
    expect(existsSync(settings)).toBe(false);
  });

  it('[HK6] keeps the mode of a file, and says when others can read the token in it', async () => {
    writeFileSync(settings, '{}');
    chmodSync(settings, 0o644);
    const { warnings } = await install();
    expect(warnings.join()).toMatch(/can be read by other accounts.*chmod 600/);
    expect(statSync(settings).mode & 0o777).toBe(0o644);
  });

  it('[HK7] writes through a link and keeps it', async () => {
    const target = join(dir, 'dotfiles.json');
    writeFileSync(target, '{"a":1}');
    symlinkSync(target, settings);
    await install();
    expect(lstatSync(settings).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toContain('/orrery/');
    uninstall();
    expect(readFileSync(target, 'utf8')).toBe('{"a":1}');
  });

  it.each([
    ['not JSON', '{"a":', /not valid JSON \(line 1, column \d+/],
    ['a list', '[]', /does not hold a JSON object/],
    ['hooks that are no object', '{"hooks":[]}', /"hooks" that is not an object/],
    ['an event that is no list', '{"hooks":{"Stop":{}}}', /"hooks.Stop" that is not a list/],
    ['hooks twice', '{"hooks":{},"hooks":{}}', /"hooks" twice/],
    ['no end of brackets', `{"a":${'['.repeat(200_000)}`, /nested too deeply/],
  ])('[HK8] changes nothing where settings.json holds %s', async (_, text, words) => {
    writeFileSync(settings, text);
    const result = await install();
    expect(result).toMatchObject({ outcome: 'refused' });
    expect(result.message).toMatch(words);
    expect(result.message).toContain('Nothing was changed');
    expect(read()).toBe(text);
    expect(readHookStore(stateDir())?.files ?? []).toEqual([]);
    expect(readdirSync(root)).toEqual(['settings.json']);
  });

  it('[HK8] refuses bytes that are not text, a read-only file, a dangling link, a second name and a missing folder', async () => {
    writeFileSync(settings, Buffer.from([0x7b, 0xff, 0x7d]));
    expect((await install()).message).toMatch(/not UTF-8/);
    writeFileSync(settings, '{}');
    chmodSync(settings, 0o444);
    expect((await install()).message).toMatch(/read-only/);
    chmodSync(settings, 0o600);
    linkSync(settings, join(dir, 'other-name'));
    expect((await install()).message).toMatch(/second name/);
    rmSync(settings);
    symlinkSync(join(dir, 'nowhere'), settings);
    expect((await install()).message).toMatch(/link to a file that does not exist/);
    rmSync(root, { recursive: true });
    expect((await install()).message).toMatch(/is not there/);
    expect(readHookStore(stateDir())?.files).toEqual([]);
  });

  it('[HK11] forgets a folder that is not there any more', async () => {
    await install();
    rmSync(root, { recursive: true });
    expect(uninstall()).toMatchObject({ outcome: 'unchanged' });
    expect(readHookStore(stateDir())?.files).toEqual([]);
  });

  it('[HK8] does not replace a file that somebody wrote after it was read', () => {
    writeFileSync(settings, '{}');
    const seen = readSettingsFile(root);
    writeFileSync(settings, '{"new":1}');
    expect(replaceSettingsFile(seen, Buffer.from('{"ours":1}'))).toBe(false);
    expect(replaceSettingsFile(seen, null)).toBe(false);
    expect(read()).toBe('{"new":1}');
    rmSync(settings);
    const none = readSettingsFile(root);
    writeFileSync(settings, '{"new":2}');
    expect(replaceSettingsFile(none, Buffer.from('{}'))).toBe(false);
    expect(readdirSync(root)).toEqual(['settings.json']);
  });

  it('[HK9] says what will keep the hooks from being called', async () => {
    writeFileSync(settings, '{"disableAllHooks":true,"allowedHttpHookUrls":["https://example.com/*"]}');
    const { outcome, warnings } = await install();
    expect(outcome).toBe('installed');
    expect(warnings.join()).toMatch(/disableAllHooks/);
    expect(warnings.join()).toMatch(/allowedHttpHookUrls/);
    expect(status()).toBe('broken');
    uninstall();
    writeFileSync(settings, '{"allowedHttpHookUrls":["http://127.0.0.1:*"]}');
    await install();
    expect(status()).toBe('installed');
  });

  it('[HK15] says when hooks will go to a proxy, by the settings or by the environment', async () => {
    const HTTPS_PROXY = 'http://proxy.example:3128';
    const installWith = async (env: Record<string, string>): Promise<string> => {
      const [result] = await installHooks({ stateDir: stateDir(), roots: [root], nowMs: Date.now(), env });
      return result?.warnings.join() ?? '';
    };
    writeFileSync(settings, '{}', { mode: 0o600 });
    expect(await installWith({ HTTPS_PROXY })).toMatch(/HTTPS_PROXY is set.*add 127\.0\.0\.1 to NO_PROXY/);
    expect(status()).toBe('installed');
    uninstall();
    writeFileSync(settings, JSON.stringify({ env: { NO_PROXY: '127.0.0.1' } }));
    expect(await installWith({ HTTPS_PROXY })).toBe('');
    uninstall();
    writeFileSync(settings, JSON.stringify({ env: { HTTPS_PROXY } }));
    expect(await installWith({})).toMatch(/"env" in .* sets HTTPS_PROXY/);
    expect(status()).toBe('broken');
  });

  it.each([
    ['a comment', '{\n  // mine\n  "a": 1\n}', /line 2, column 3/],
    ['a comma before a bracket', '{\n  "a": [1,]\n}', /line 2, column 11/],
  ])('[HK9] says that Claude Code skips a file with %s', async (_, text, place) => {
    writeFileSync(settings, text);
    const { outcome, warnings } = await install();
    expect(outcome).toBe('installed');
    expect(warnings.join()).toMatch(/Claude Code skips the whole file/);
    expect(warnings.join()).toMatch(place);
    expect(status()).toBe('broken');
    expect(uninstall()).toMatchObject({ outcome: 'restored' });
  });

  it('[HK10] refuses where an old client would skip the whole settings file, unless it is told to', async () => {
    mkdirSync(join(root, 'projects/-p'), { recursive: true });
    writeFileSync(join(root, 'projects/-p/a.jsonl'), '{"type":"user","version":"2.0.76"}\n');
    writeFileSync(settings, '{}');
    const result = await install();
    expect(result).toMatchObject({ outcome: 'refused' });
    expect(result.message).toMatch(/Claude Code 2\.0\.76 was used here lately/);
    expect(read()).toBe('{}');
    expect(await install('state', true)).toMatchObject({ outcome: 'installed' });
  });

  it('[HK11] uninstalls from a file that was damaged meanwhile only once it is JSON again', async () => {
    writeFileSync(settings, '{"a":1}');
    await install();
    const good = read();
    writeFileSync(settings, good.slice(0, -4));
    expect(uninstall()).toMatchObject({ outcome: 'refused' });
    expect(read()).toBe(good.slice(0, -4));
    expect(status()).toBe('broken');
    writeFileSync(settings, good);
    expect(uninstall()).toMatchObject({ outcome: 'restored' });
    expect(uninstall()).toMatchObject({ outcome: 'unchanged' });
  });
});

/** What the client reads: no comments, no comma before a bracket; a byte order mark does no harm. */
function isPlainJson(text: string): boolean {
  try {
    JSON.parse(text.replace('\ufeff', ''));
    return true;
  } catch {
    return false;
  }
}

/** Every byte of the first text stands in the second one, in order. */
function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of part) {
    at = whole.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
