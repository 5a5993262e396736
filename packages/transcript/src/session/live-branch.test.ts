import { describe, expect, it } from 'vitest';
import { liveBranch } from '../index.ts';

const link = (uuid: string, parentUuid: string | null, kind = 'assistant', messageId?: string) => ({
  uuid,
  parentUuid,
  kind,
  messageId,
});
const off = (entries: ReturnType<typeof link>[], leaf: string) => {
  const live = liveBranch(entries, leaf);
  return entries.filter((entry) => !live.has(entry.uuid)).map((entry) => entry.uuid);
};

describe('the live branch', () => {
  it('[TR19] leaves out what a rewind left behind', () => {
    const entries = [
      link('p1', null, 'prompt'),
      link('a1', 'p1'),
      link('p2', 'a1', 'prompt'),
      link('a2', 'p2'),
      link('r2', 'a2', 'toolResult'),
      link('p3', 'a1', 'prompt'),
      link('a3', 'p3'),
    ];
    expect(off(entries, 'a3')).toEqual(['p2', 'a2', 'r2']);
    expect(off(entries, 'r2')).toEqual(['p3', 'a3']);
    expect(off(entries, 'a1')).toEqual(['p2', 'a2', 'r2', 'p3', 'a3']);
  });

  it('[TR19] keeps parallel calls and all their answers', () => {
    const entries = [
      link('p', null, 'prompt'),
      link('u1', 'p', 'assistant', 'm'),
      link('u2', 'u1', 'assistant', 'm'),
      link('u3', 'u2', 'assistant', 'm'),
      link('r3', 'u3', 'toolResult'),
      link('r2', 'u2', 'toolResult'),
      link('r1', 'u1', 'toolResult'),
      link('h1', 'r3', 'system'),
      link('end', 'r1'),
    ];
    expect(off(entries, 'end')).toEqual([]);
  });

  it('[TR19] does not judge what is not connected: lost lines, other roots, records without a parent', () => {
    const entries = [
      link('x1', 'lost', 'prompt'),
      link('x2', 'x1'),
      link('g', null, 'malformed'),
      link('p', 'gap', 'prompt'),
      link('a', 'p'),
    ];
    expect(off(entries, 'a')).toEqual([]);
    expect(off(entries, 'not here')).toEqual([]);
  });

  it('[TR19] survives a circle', () => {
    expect(off([link('a', 'b'), link('b', 'a')], 'a')).toEqual([]);
    expect(off([link('p', null), link('a', 'b'), link('b', 'a')], 'p')).toEqual([]);
  });
});
