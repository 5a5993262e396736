import { OrreryError } from '@orrery/protocol';
import { expect, it } from 'vitest';
import { silentLogger } from '../server/hub-logger.ts';
import { createFakeTime } from '../test/fake-time.ts';
import { createLinkLog } from './link-log.ts';

function createWorld() {
  const time = createFakeTime();
  const lines: unknown[][] = [];
  const logger = { ...silentLogger, warn: (...line: unknown[]) => void lines.push(line) };
  return { time, lines, log: createLinkLog(logger, time) };
}

const refused = () => new OrreryError('joinRefused', 'Join again with a new token: orrery join-token create');
const who = (name: string | null, address = '10.0.0.3') => ({ name, address });

it('[AG28] says plainly which machine was not let in, for the person at the hub and not for the machine', () => {
  const { lines, log } = createWorld();
  log.ended(who('laptop'), refused());
  log.ended(who(null), new OrreryError('unsupportedVersion', 'Update the agent.'));
  expect(lines).toEqual([
    ['laptop (10.0.0.3) was not let in: it has not joined this hub, or its token was not good'],
    ['somebody at 10.0.0.3 was not let in: it speaks a version that this hub does not'],
  ]);
});

it('[AG28] one line per kind in ten minutes, however often and under whatever names they try', () => {
  const { time, lines, log } = createWorld();
  for (let tries = 0; tries < 500; tries += 1) log.ended(who(`vm-${tries}`), refused());
  log.failed(who(null), new Error('read ECONNRESET'));
  log.failed(who(null), new Error('read ECONNRESET'));
  expect(lines).toHaveLength(2);
  time.pass(600_000);
  log.ended(who('vm'), refused());
  expect(lines[2]).toEqual([
    expect.stringMatching(/^vm \(10\.0\.0\.3\) was not let in: .*; 499 more like this since the last line$/),
  ]);
});

it('[AG28] says what is wrong with the hub itself, each time', () => {
  const { lines, log } = createWorld();
  for (const fault of ['one', 'two']) log.ended(who('vm'), new Error(fault));
  log.ended(who('vm'), new OrreryError('storage', 'The disk is full.'));
  expect(lines).toEqual([
    ['the link of vm (10.0.0.3) ended by a fault of this hub: one'],
    ['the link of vm (10.0.0.3) ended by a fault of this hub: two'],
    ['the link of vm (10.0.0.3) ended: The disk is full.'],
  ]);
});
