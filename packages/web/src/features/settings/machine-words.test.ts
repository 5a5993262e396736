import { expect, test } from 'vitest';
import { removalEffect, removalWords, waitingWords } from './machine-words.ts';

const held = { sessions: 1, files: 3, documents: 0, rawBytes: 10 };

test('a removal says exactly what is deleted and what stays', () => {
  expect(removalEffect(true, held)).toMatch(
    /^Deleted for good: 1 session in 3 files, .* The activity log stays/,
  );
  expect(removalEffect(false, held)).toMatch(
    /^Stays: 1 session in 3 files\. .* say that their machine was removed/,
  );
  expect(removalEffect(true, undefined)).toMatch(/^Deleted for good: its sessions/);
});

test('a removal that goes on says what is left', () => {
  const removal = {
    id: 'h',
    name: 'box',
    at: 0,
    by: 'Ana',
    sessionsLeft: 2,
    filesLeft: 1,
    step: 'deleting sessions',
  };
  expect(removalWords({ ...removal, withHistory: true })).toBe(
    'deleting sessions, 2 sessions and 1 file left',
  );
  expect(removalWords({ ...removal, withHistory: false })).toBe('deleting sessions');
});

test('a machine that waits says whose key it shows, and who refused it', () => {
  const machine = {
    ...{
      id: 'w',
      name: 'vps',
      os: 'linux',
      arch: 'x64',
      person: null,
      agentVersion: '1',
      firstSeenAt: 0,
      lastSeenAt: 0,
    },
    knownAs: [{ id: 'h', name: 'vps-fra' }],
  };
  expect(waitingWords({ ...machine, refused: null })).toMatch(/^It uses the key of vps-fra: a copy/);
  expect(waitingWords({ ...machine, refused: { at: 0, by: 'Ana' } })).toBe(
    'It uses the key of vps-fra. Refused by Ana.',
  );
});
