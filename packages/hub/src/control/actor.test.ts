import { expect, it } from 'vitest';
import type { Caller } from '../auth/principal.ts';
import { actorOf } from './actor.ts';

const address = '192.0.2.7';
const KEY: Caller = {
  ...{ kind: 'apiKey', keyId: 'k', name: 'ops', role: 'operator' },
  ...{ expiresAt: null, address },
};
const ANA: Caller = {
  ...{ kind: 'session', pageHash: 'h', sessionId: 's', userId: 'u', email: 'ana@example.com' },
  ...{ name: 'Ana', role: 'operator', address },
};

it('[CT13] names the person, or the key and whom it speaks for', () => {
  expect(actorOf(ANA, { who: 'Bo', why: 'safe' })).toEqual({
    name: 'Ana',
    kind: 'person',
    why: 'safe',
    address,
  });
  expect(actorOf(KEY, { who: 'Bo' })).toMatchObject({ name: 'Bo (key ops)', kind: 'apiKey' });
  expect(actorOf(KEY, { who: ' \n ' }).name).toBe('ops');
  expect(() => actorOf(null)).toThrow(/Sign in/);
});

it('[CT13] takes names and reasons as one line that reads as it is written', () => {
  const actor = actorOf(KEY, { who: 'Bo\u202e\nAna', why: 'it\r\nis \u2067safe' });
  expect(actor).toMatchObject({ name: 'Bo Ana (key ops)', why: 'it is safe' });
});
