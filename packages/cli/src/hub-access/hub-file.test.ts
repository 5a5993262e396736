import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readHubFile, removeHubFile, writeHubFile } from './hub-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-file-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const content = { url: 'http://127.0.0.1:1', apiKey: 'secret', apiKeyId: 'id', pid: process.pid };

test('what is written comes back, for the owner only, with nothing left beside it', () => {
  writeHubFile(folder, content);
  expect(readHubFile(folder)).toEqual(content);
  expect(readdirSync(folder)).toEqual(['running-hub.json']);
  expect(statSync(join(folder, 'running-hub.json')).mode & 0o777).toBe(0o600);
});

test('no file, half a file and another form all mean that no hub is known', () => {
  expect(readHubFile(folder)).toBeNull();
  writeFileSync(join(folder, 'running-hub.json'), '{"url":');
  expect(readHubFile(folder)).toBeNull();
  writeFileSync(join(folder, 'running-hub.json'), '{"url":1}');
  expect(readHubFile(folder)).toBeNull();
});

test("another hub's file stays", () => {
  writeHubFile(folder, { ...content, pid: process.pid + 1 });
  removeHubFile(folder);
  expect(readHubFile(folder)).not.toBeNull();
  writeHubFile(folder, content);
  removeHubFile(folder);
  expect(readHubFile(folder)).toBeNull();
});
