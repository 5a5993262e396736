import { expect, it } from 'vitest';
import type { Actor } from '../control/actor.ts';
import { createFakeTime } from '../test/fake-time.ts';
import type { AuditAct } from './audit-log.ts';
import { createRefusalSummary, type Refusal } from './refusal-summary.ts';

const HOUR = 3_600_000;

function createWorld() {
  const time = createFakeTime();
  const entries: AuditAct[] = [];
  const audit = {
    begin: (act: AuditAct) => {
      entries.push(act);
      return () => undefined;
    },
  };
  const summary = createRefusalSummary({ audit, clock: time, schedule: time.schedule });
  const attempt = (name: string, address = '198.51.100.23'): Refusal => {
    const actor: Actor = { name, kind: 'unknown', why: '', address };
    return { action: 'signIn', actor, detail: '', message: 'wrong' };
  };
  return {
    time,
    entries,
    summary,
    note: (name: string, address?: string) => summary.note(attempt(name, address)),
  };
}

it('[CT18] writes the first refusal at once, and counts its repeats into one entry', () => {
  const { time, entries, note } = createWorld();
  for (let tries = 0; tries < 500; tries += 1) note('sam@example.com');
  note('ana@example.com');
  expect(entries.map(({ actor }) => actor.name)).toEqual(['sam@example.com', 'ana@example.com']);
  time.pass(HOUR);
  expect(entries).toHaveLength(3);
  expect(entries[2]).toMatchObject({
    actor: { kind: 'hub' },
    detail: '499 more refused within an hour\n499 as sam@example.com from 198.51.100.23',
  });
  expect(time.timers).toBe(0);
  note('sam@example.com');
  expect(entries).toHaveLength(4);
});

it('[CT18] strangers cannot fill the log, whatever names and addresses they use', () => {
  const { time, entries, note } = createWorld();
  for (let hour = 0; hour < 24; hour += 1) {
    for (let tries = 0; tries < 2_000; tries += 1)
      note(`${tries}@example.com`, `10.0.${hour}.${tries % 256}`);
    time.pass(HOUR);
  }
  expect(entries.length).toBeLessThan(600);
  expect(Math.max(...entries.map(({ detail }) => detail.length))).toBeLessThan(2_000);
  // Nothing is lost: every try is in an entry of its own or in a count.
  const counted = entries.reduce((sum, { actor, detail }) => {
    return sum + (actor.kind === 'hub' ? Number(/^\d+/.exec(detail)?.[0]) : 1);
  }, 0);
  expect(counted).toBe(48_000);
});

it('[CT18] made-up tries of any kind hide no try at an account that there is', () => {
  const { entries, summary, note } = createWorld();
  const actor = (name: string, address: string): Actor => ({ name, kind: 'unknown', why: '', address });
  for (let tries = 0; tries < 500; tries += 1) {
    const made = { actor: actor(`${tries}@b.cc`, '203.0.113.9'), detail: '', message: 'no' };
    summary.note({ ...made, action: 'setUp' });
  }
  note('first@example.com', '198.51.100.7');
  expect(entries.at(-1)?.actor).toMatchObject({ name: 'first@example.com', address: '198.51.100.7' });
  for (let tries = 0; tries < 500; tries += 1) note(`${tries}@example.com`, '203.0.113.9');
  const real = { actor: actor('ada@example.com', '198.51.100.66'), detail: '', message: 'no' };
  summary.note({ ...real, action: 'signIn', isKnown: true });
  expect(entries.at(-1)?.actor).toMatchObject({ name: 'ada@example.com', address: '198.51.100.66' });
});

it('[CT18] a summary names whoever tried most, also when there was no room for an entry', () => {
  const { entries, note, time } = createWorld();
  for (let tries = 0; tries < 1_000; tries += 1) {
    note(`${tries}@example.com`, `203.0.113.${tries % 250}`);
    if (tries % 3 === 0) note('often@example.com', '198.51.100.66');
  }
  for (let tries = 0; tries < 300; tries += 1) note(`x${tries}@example.com`);
  time.pass(HOUR);
  const lines = entries.at(-1)?.detail.split('\n') ?? [];
  expect(lines[1]).toMatch(/^\d+ as often@example.com from 198.51.100.66$/);
  expect(lines.length).toBeLessThanOrEqual(12);
});

it('[CT18] what was counted is written when the hub stops', () => {
  const { entries, note, summary, time } = createWorld();
  note('a@example.com');
  note('a@example.com');
  summary.close();
  expect([entries.length, time.timers]).toEqual([2, 0]);
});
