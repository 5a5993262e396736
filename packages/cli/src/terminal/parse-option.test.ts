import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { parseDuration, parseHubUrl, parseSize, parseWhole } from './parse-option.ts';

test.each([
  ['386MB', 386_000_000],
  ['1.5GiB', 1_610_612_736],
  ['4096', 4_096],
  ['2 kb', 2_000],
])('%s is %d bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each([
  ['30m', 1_800_000],
  ['1h', 3_600_000],
  ['7d', 604_800_000],
])('%s is %d milliseconds', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  () => parseSize('lots'),
  () => parseSize('-1MB'),
  () => parseDuration('1y'),
  () => parseWhole(1, 10)('11'),
  () => parseWhole(1, 10)('1e1'),
  () => parseHubUrl('localhost:4680'),
  () => parseHubUrl('file:///etc/passwd'),
])('%s is refused as wrong usage', (parse) => {
  expect(parse).toThrow(InvalidArgumentError);
});
