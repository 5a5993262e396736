import { describe, expect, it } from 'vitest';
import { hostRow, sessionRow, waitingRow } from '../../test/rows.ts';
import { lastLineOf } from './last-line.ts';
import { groupSessions, orderSessions } from './list-order.ts';
import {
  describeFilter,
  filterOf,
  isFiltering,
  matchesFilter,
  type OperationsSearch,
  parseOperationsSearch,
} from './session-filter.ts';

const hosts = new Map([
  ['h1', hostRow('h1', { name: 'studio-01' })],
  ['h2', hostRow('h2', { name: 'build-01' })],
]);
const group = (sessions: Parameters<typeof orderSessions>[0], search: OperationsSearch = {}) =>
  groupSessions(sessions, {
    grouping: search.group ?? 'state',
    ...(search.sort === undefined ? {} : { sort: search.sort }),
    filter: filterOf(search),
    hosts,
    now: 100_000,
  }).map(({ title, ids }) => `${title}: ${ids.join(' ')}`);

describe('order of the list', () => {
  it('puts the longest permission first, then alerts by cost, then questions, then the rest by activity', () => {
    const usage = { input: 100, output: 0, cacheRead: 0, cacheWrite: 0, costMicros: 1_000 };
    const bucket = Math.floor(100_000 / 37_500);
    const sessions = [
      sessionRow('quiet', { lastActivityAt: 5 }),
      sessionRow('busy', { lastActivityAt: 90_000 }),
      waitingRow('asks', 'question', 10_000),
      sessionRow('cheap', {
        usage,
        burn: [[bucket, 10]],
        alerts: [{ kind: 'looping', evidence: '', since: 0 }],
      }),
      sessionRow('dear', {
        usage,
        burn: [[bucket, 900]],
        alerts: [{ kind: 'burning', evidence: '', since: 0 }],
      }),
      waitingRow('young', 'permission', 80_000),
      waitingRow('old', 'permission', 20_000),
    ];
    expect(orderSessions(sessions, 100_000).map(({ id }) => id)).toEqual([
      'old',
      'young',
      'dear',
      'cheap',
      'asks',
      'busy',
      'quiet',
    ]);
  });

  it('follows the chosen order within each group, and breaks ties by start and name', () => {
    const spent = (costMicros: number, output: number) => ({
      usage: { input: 0, output, cacheRead: 0, cacheWrite: 0, costMicros },
    });
    const sessions = [
      sessionRow('a', { ...spent(1e6, 90_000), startedAt: 1, lastActivityAt: 70_000 }),
      sessionRow('b', { ...spent(9e6, 10_000), startedAt: 3, lastActivityAt: 10_000 }),
      sessionRow('c', { ...spent(1e6, 90_000), startedAt: 2, lastActivityAt: 70_000 }),
      waitingRow('w', 'permission', 0),
    ];
    expect(group(sessions, { sort: 'cost' })).toEqual(['Needs you: w', 'Working: b c a']);
    expect(group(sessions, { sort: 'tokens' })).toEqual(['Needs you: w', 'Working: c a b']);
    expect(group(sessions, { sort: 'activity' })).toEqual(['Needs you: w', 'Working: c a b']);
    expect(group(sessions, { sort: 'started' })).toEqual(['Needs you: w', 'Working: b c a']);
  });

  it('groups by state in a fixed order, whatever comes first', () => {
    const sessions = [
      sessionRow('e', { state: 'ended' }),
      sessionRow('w'),
      sessionRow('i', { state: 'idle' }),
      waitingRow('p', 'permission', 0),
    ];
    expect(group(sessions)).toEqual(['Needs you: p', 'Working: w', 'Idle: i', 'Ended today: e']);
  });

  it('groups by machine, person and project by their names', () => {
    const sessions = [
      sessionRow('a', { hostId: 'h1', person: null, project: 'z' }),
      sessionRow('b', { hostId: 'h2', project: 'y' }),
    ];
    expect(group(sessions, { group: 'machine' })).toEqual(['build-01: b', 'studio-01: a']);
    expect(group(sessions, { group: 'person' })).toEqual(['Ana Ferreira: b', 'No person known: a']);
    expect(group(sessions, { group: 'project' })).toEqual(['y: b', 'z: a']);
  });
});

describe('filter', () => {
  const passes = (search: OperationsSearch, more: Parameters<typeof sessionRow>[1] = {}) =>
    matchesFilter(sessionRow('a', more), filterOf(search), hosts);

  it('asks every word to be somewhere: title, project, branch, directory, person, machine', () => {
    expect(passes({ q: 'studio MAIN ferreira' })).toBe(true);
    expect(passes({ q: 'studio absent' })).toBe(false);
  });

  it('takes values of one key as "or" and keys as "and"', () => {
    expect(passes({ host: ['h2', 'h1'], client: ['cli'] })).toBe(true);
    expect(passes({ host: ['h1'], client: ['web'] })).toBe(false);
  });

  it('of a board cell shows what the cell counts', () => {
    expect(passes({ need: 'working' }, { alerts: [{ kind: 'burning', evidence: '', since: 0 }] })).toBe(true);
    expect(
      passes({ need: 'burning' }, { state: 'ended', alerts: [{ kind: 'burning', evidence: '', since: 0 }] }),
    ).toBe(false);
  });

  it('hides what is over when asked', () => {
    expect(passes({ ended: 'hide' }, { state: 'crashed' })).toBe(false);
  });

  it('narrows to projects', () => {
    expect(passes({ project: ['app', 'web'] }, { project: 'app' })).toBe(true);
    expect(passes({ project: ['web'] }, { project: 'app' })).toBe(false);
    expect(isFiltering(filterOf({ project: ['web'] }))).toBe(true);
    expect(parseOperationsSearch({ project: 'web', sort: 'cost' })).toEqual({
      project: ['web'],
      sort: 'cost',
    });
    expect(parseOperationsSearch({ sort: 'colour' })).toEqual({});
  });

  it('is said in words', () => {
    const filter = filterOf({ person: ['mei'], client: ['web'], host: ['h1'], q: ' x ' });
    expect(describeFilter(filter, hosts)).toBe('machine:studio-01 person:mei client:web "x"');
    expect(isFiltering(filterOf({ sort: 'cost', group: 'machine' }))).toBe(false);
    expect(isFiltering(filterOf({ ended: 'hide' }))).toBe(true);
    expect(describeFilter(filterOf({ ended: 'hide' }), hosts)).toBe('not ended');
  });

  it('from a URL leaves out what makes no sense', () => {
    const raw = {
      session: 's',
      group: 'colour',
      person: 'mei',
      client: ['web', 'cli'],
      need: 'nothing',
      q: '',
      other: '1',
    };
    expect(parseOperationsSearch(raw)).toEqual({ session: 's', person: ['mei'], client: ['web', 'cli'] });
    // Said to be undefined: what is only left out would show through from the raw query.
    expect(Object.keys(parseOperationsSearch({ group: 'colour' }))).toContain('group');
  });
});

describe('last line of a card', () => {
  it('says what is asked, with the tool', () => {
    expect(lastLineOf(waitingRow('a', 'permission', 7))).toMatchObject({
      text: 'Bash: ls',
      at: 7,
      isWait: true,
      isCode: true,
    });
  });

  it('shows the evidence of an alert instead of the last action', () => {
    const alerts = [{ kind: 'looping' as const, evidence: 'same Edit 14 times', since: 0 }];
    expect(lastLineOf(sessionRow('a', { alerts })).text).toBe('Same Edit 14 times');
  });

  it('gives the reason when the state is not known', () => {
    expect(lastLineOf(sessionRow('a', { state: 'unknown', stateReason: 'no process list' })).text).toBe(
      'no process list',
    );
  });
});
