import { expect, test } from 'vitest';
import { dataFolder, defaultDataFolder } from './data-folder.ts';

test.each([
  ['linux', {}, '/home/ana/.local/share/orrery'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/orrery'],
  ['darwin', {}, '/home/ana/Library/Application Support/Orrery'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/Orrery'],
] as const)('on %s with %j the data folder is %s', (platform, env, folder) => {
  expect(defaultDataFolder(env, platform, '/home/ana')).toBe(folder);
});

test('an option wins over ORRERY_DATA, and both are taken from the folder the person is in', () => {
  const terminal = { env: { ORRERY_DATA: 'from-env' }, cwd: '/here' };
  expect(dataFolder(terminal)).toBe('/here/from-env');
  expect(dataFolder(terminal, 'given')).toBe('/here/given');
});
