import { expect, it } from 'vitest';
import { createFakeTime } from '../test/fake-time.ts';
import { machineActor } from './access-journal.ts';
import type { AuditAct } from './audit-log.ts';
import { createRenameSummary } from './rename-summary.ts';

it('[CT18] writes the first new name of a machine in an hour, and the rest as one count with the last one', () => {
  const time = createFakeTime();
  const entries: AuditAct[] = [];
  const audit = {
    begin: (act: AuditAct) => {
      entries.push(act);
      return () => undefined;
    },
  };
  const summary = createRenameSummary({ audit, schedule: time.schedule });
  const rename = (hostId: string, from: string, to: string) =>
    summary.note({ actor: machineActor(to, '10.0.0.3'), hostId, from, to });
  const details = () => entries.splice(0).map(({ hostId, detail }) => `${hostId}: ${detail}`);
  for (let hour = 0; hour < 3; hour += 1) {
    rename('h1', 'a', 'b');
    for (let more = 0; more < 1_000; more += 1) rename('h1', 'b', `n${more}`);
    rename('h2', 'x', 'y');
    expect(details()).toEqual(['h1: a -> b', 'h2: x -> y']);
    time.pass(3_600_000);
    expect(details()).toEqual(['h1: took 1000 more names within an hour, n999 is the last']);
    expect(time.timers).toBe(0);
  }
  rename('h1', 'a', 'b');
  rename('h1', 'b', 'c');
  summary.close();
  expect(details()).toEqual(['h1: a -> b', 'h1: took 1 more name within an hour, c is the last']);
  expect(time.timers).toBe(0);
});
