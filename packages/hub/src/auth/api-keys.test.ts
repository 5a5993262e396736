import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/test-hub.ts';
import { openCredentials } from './credentials.ts';

describe('API keys', () => {
  it('[AU8] stores no key, only what recognises it', () => {
    const dataDir = temporaryFolder();
    const credentials = openCredentials({ dataDir });
    const { key } = credentials.apiKeys.create({ role: 'viewer', name: 'ci' });
    credentials.close();
    const database = new DatabaseSync(join(dataDir, 'auth.sqlite'));
    const stored = JSON.stringify(database.prepare('SELECT * FROM api_key').all());
    database.close();
    expect(stored).not.toContain(key.slice('orrery_key_'.length));
  });

  it('[AU8] finds a key by all of its characters', () => {
    const { apiKeys, close } = openCredentials({ dataDir: temporaryFolder() });
    const { key, id } = apiKeys.create({ role: 'operator', name: 'ci' });
    expect(apiKeys.find(key)).toMatchObject({ id, role: 'operator', name: 'ci' });
    for (const wrong of [key.slice(0, -1), `${key}x`, key.toUpperCase(), '', 'orrery_key_']) {
      expect(apiKeys.find(wrong)).toBeNull();
    }
    close();
  });

  it('notes when a key was used last, at most once a minute', () => {
    let now = 1_000_000;
    const { apiKeys, close } = openCredentials({ dataDir: temporaryFolder(), clock: { now: () => now } });
    const { key } = apiKeys.create({ role: 'viewer', name: 'ci' });
    const lastUsed = () => apiKeys.list()[0]?.lastUsedAt;
    expect(lastUsed()).toBeNull();
    apiKeys.find(key);
    expect(lastUsed()).toBe(1_000_000);
    now += 59_000;
    apiKeys.find(key);
    expect(lastUsed()).toBe(1_000_000);
    now += 2000;
    apiKeys.find(key);
    expect(lastUsed()).toBe(1_061_000);
    close();
  });

  it('lets a key in although its use cannot be noted, as on a full disk', () => {
    const dataDir = temporaryFolder();
    const { apiKeys, close } = openCredentials({ dataDir });
    const { key, id } = apiKeys.create({ role: 'viewer', name: 'ci' });
    const database = new DatabaseSync(join(dataDir, 'auth.sqlite'));
    database.exec("CREATE TRIGGER full BEFORE UPDATE ON api_key BEGIN SELECT RAISE(FAIL, 'disk full'); END");
    database.close();
    expect(apiKeys.find(key)).toMatchObject({ id });
    close();
  });
});
