import { describe, expect, it } from 'vitest';
import { hostRow } from '../../test/rows.ts';
import { hostFacts, joined, rowFacts, troubleOf } from './host-facts.ts';

const GIB = 2 ** 30;
const metrics = {
  load1: 2.14,
  memoryUsedBytes: 8 * GIB,
  diskFreeBytes: 120 * GIB,
  diskTotalBytes: 500 * GIB,
};
const host = (more: Parameters<typeof hostRow>[1] = {}) =>
  hostRow('h1', { metrics, claudeVersion: '2.1.330', ...more });
const troubles = (more: Parameters<typeof hostRow>[1]) => troubleOf(hostFacts(host(more)));

describe('facts of a machine', () => {
  it('say load, memory, disk, trip and version in words', () => {
    expect(joined(hostFacts(host()))).toBe(
      'load 2.1 of 8, memory 50 %, disk 120 GB free, trip 1 ms, Claude Code 2.1.330',
    );
    expect(troubleOf(hostFacts(host()))).toBe('');
  });

  it('leave out what nobody told', () => {
    expect(hostFacts(hostRow('h1', { roundTripMs: null }))).toEqual([]);
    const some = { ...metrics, load1: null, diskFreeBytes: null, diskTotalBytes: null };
    expect(joined(hostFacts(host({ metrics: some, claudeVersion: null })))).toBe('memory 50 %, trip 1 ms');
  });

  it('are out of range when there is more work than processors, and when memory or disk run out', () => {
    expect(troubles({ metrics: { ...metrics, load1: 8.2 } })).toBe('load 8.2 of 8');
    expect(troubles({ metrics: { ...metrics, load1: 8 } })).toBe('');
    expect(troubles({ metrics: { ...metrics, memoryUsedBytes: 15 * GIB } })).toBe('memory 94 %');
    expect(troubles({ metrics: { ...metrics, diskFreeBytes: 20 * GIB } })).toBe('disk 20 GB free');
    expect(troubles({ metrics: { ...metrics, diskFreeBytes: 4.5 * GIB, diskTotalBytes: 10 * GIB } })).toBe(
      'disk 4.5 GB free',
    );
  });

  it('put the worst news first: state, hooks, what lags', () => {
    const facts = hostFacts(
      host({
        state: 'degraded',
        reason: 'polling: inotify watch limit reached',
        hooks: { state: 'broken', detail: 'the receiver does not listen' },
        lagLines: 1,
      }),
    );
    expect(joined(facts)).toBe(
      'degraded: polling: inotify watch limit reached, hooks: the receiver does not listen, 1 line behind, ' +
        'load 2.1 of 8, memory 50 %, disk 120 GB free, trip 1 ms, Claude Code 2.1.330',
    );
  });

  it('of a machine that is lost are no old measurements', () => {
    expect(joined(hostFacts(host({ state: 'unreachable', reason: 'connection lost' })))).toBe(
      'unreachable: connection lost, Claude Code 2.1.330',
    );
  });
});

it('[WM4] the row of a machine says why it is so, once', () => {
  const words = (more: Parameters<typeof hostRow>[1]) => joined(rowFacts(host(more)));
  expect(words({ state: 'unreachable', reason: 'connection lost' })).toBe('connection lost');
  const revoked = { at: 0, by: 'Ana', why: 'lost' };
  expect(words({ state: 'unreachable', reason: 'revoked by Ana: lost', revoked })).toBe('');
  expect(words({ state: 'degraded', reason: 'polling' })).toMatch(/^polling, load/);
  expect(words({ hooks: { state: 'broken', detail: 'no' } })).toBe(
    'load 2.1 of 8, memory 50 %, disk 120 GB free',
  );
});
