import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Grant } from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIdentity, type Identity, readIdentity, writeIdentity } from '../identity/identity-store.ts';
import { grantStorePath, readGrants, writeGrants } from './grant-store.ts';
import { grantsNow, settleGrants } from './settle-grants.ts';

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'orrery-settle-'));
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

const settle = (identity: Identity, allow?: readonly Grant[]): string | null => {
  writeIdentity(stateDir, identity);
  return settleGrants({ stateDir, identity, allow });
};
const fresh = (): Identity => createIdentity('http://h');
const joined = (): Identity => ({ ...fresh(), hubKeyHash: 'k' });

describe('what a hub may do where its owner has or has not said it', () => {
  it.each<[string, Grant[] | undefined, Grant[]]>([
    ['names nothing', undefined, ['hooks', 'close']],
    ['says none', [], []],
    ['names one', ['close'], ['close']],
  ])('[CM5] the first join keeps what its line %s', (_, allow, kept) => {
    expect(settle(fresh(), allow)).toBeNull();
    expect(readGrants(stateDir)).toEqual(kept);
    expect(grantsNow(stateDir)).toEqual({ allows: kept, problem: '' });
  });

  it('[CM5] a join that did not come to an end can be tried with another --allow', () => {
    settle(fresh(), ['hooks']);
    expect(settle(fresh(), [])).toBeNull();
    expect(readGrants(stateDir)).toEqual([]);
  });

  it('[CM5] without the file a machine that has joined allows nothing, whatever --allow says', () => {
    const words = settle(joined(), ['hooks', 'close']);
    expect(words).toMatch(/--allow counts at the first join only; now: nothing/);
    expect(readGrants(stateDir)).toBeNull();
    const now = grantsNow(stateDir);
    expect(now.allows).toEqual([]);
    expect(now.problem).toMatch(/is gone, so the hub may do nothing/);
  });

  it('[CM5] an agent of the version before, which had no such file, allows what it allowed, once', () => {
    writeIdentity(stateDir, joined());
    const path = join(stateDir, 'identity.json');
    const { keepsGrants: _, ...older } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    for (const name of ['identity.json', 'identity.backup.json'])
      writeFileSync(join(stateDir, name), JSON.stringify(older));
    const identity = readIdentity(stateDir) as Identity;
    expect(grantsNow(stateDir).allows).toEqual(['hooks', 'close']);
    expect(settleGrants({ stateDir, identity, allow: ['hooks'] })).toBeNull();
    expect(readGrants(stateDir)).toEqual(['hooks']);
    rmSync(grantStorePath(stateDir));
    settleGrants({ stateDir, identity: readIdentity(stateDir) as Identity, allow: undefined });
    expect(grantsNow(stateDir).allows).toEqual([]);
  });

  it.each<[Grant[], Grant[], RegExp]>([
    [['hooks', 'close'], [], /counts at the first join only; now: hooks, close\./],
    [[], ['hooks'], /counts at the first join only; now: nothing\./],
  ])('[CM6] what is kept (%j) wins over another --allow (%j), in words', (kept, allow, words) => {
    writeGrants(stateDir, kept);
    expect(settle(joined(), allow)).toMatch(words);
    expect(readGrants(stateDir)).toEqual(kept);
    expect(settle(joined(), [...kept].reverse())).toBeNull();
    expect(settle(joined())).toBeNull();
  });

  it('[CM5] a damaged file stays damaged for every start, and is allowed nothing by', () => {
    writeFileSync(grantStorePath(stateDir), '{');
    for (const identity of [fresh(), joined()]) {
      settle(identity, undefined);
      expect(grantsNow(stateDir)).toEqual({ allows: [], problem: expect.stringMatching(/is damaged/) });
    }
  });
});
