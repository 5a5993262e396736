import { describe, expect, it } from 'vitest';
import { parseLine } from './parse-line.ts';
import { CLOCK_TOLERANCE_MS, EARLIEST_TIME, plausibleTime } from './plausible-time.ts';

const NOW = Date.UTC(2026, 10, 30);

const lineOf = (timestamp: unknown, more: object = {}) => ({
  bytes: Buffer.from(
    JSON.stringify({
      ...{ type: 'user', uuid: 'u', timestamp, message: { role: 'user', content: 'hi' } },
      ...more,
    }).replace('"1e999"', '1e999'),
  ),
  offset: 0,
});

describe('times that are told', () => {
  it('[TR57] are whole milliseconds between the earliest and a little after now', () => {
    const wrong = [-1, 0, 1, EARLIEST_TIME - 1, -8e15, Number.NaN, Number.NEGATIVE_INFINITY];
    for (const at of wrong) expect([at, plausibleTime(at, NOW)]).toEqual([at, EARLIEST_TIME]);
    const ahead = [NOW + CLOCK_TOLERANCE_MS + 1, 8.6e15, 1e300, Number.POSITIVE_INFINITY];
    for (const at of ahead) expect([at, plausibleTime(at, NOW)]).toEqual([at, NOW]);
    for (const at of [EARLIEST_TIME, NOW - 5, NOW + CLOCK_TOLERANCE_MS])
      expect(plausibleTime(at, NOW)).toBe(at);
    expect(plausibleTime(NOW - 0.4, NOW)).toBe(NOW);
  });

  it('[TR57] show on the entry where they cannot be right, and are held to when the line came', () => {
    const draftOf = (timestamp: unknown) => parseLine(lineOf(timestamp), NOW).draft;
    expect(draftOf('+274000-01-01T00:00:00Z')).toMatchObject({
      at: NOW,
      isTimeWrong: true,
      note: 'its clock said 274000-01-01, which cannot be',
    });
    expect(draftOf('1969-12-31T00:00:00Z')).toMatchObject({
      at: EARLIEST_TIME,
      isTimeWrong: true,
      note: 'its clock said 1969-12-31, which cannot be',
    });
    expect(draftOf(NOW - 0.25)?.at).toBe(NOW);
    for (const none of [1e300, '1e999', 'soon', null, {}]) expect(draftOf(none)).toMatchObject({ at: null });
    const right = draftOf('2026-11-29T12:00:00Z');
    expect([right?.isTimeWrong, right?.note]).toEqual([undefined, undefined]);
  });

  it('[TR57] are believed where nobody says when the line came', () => {
    expect(parseLine(lineOf('+274000-01-01T00:00:00Z')).draft?.isTimeWrong).toBeUndefined();
  });
});

describe('token counts', () => {
  const read = (usage: object) =>
    parseLine(
      lineOf('2026-11-29T12:00:00Z', {
        type: 'assistant',
        message: { id: 'm', role: 'assistant', model: 'claude-sonnet-4-5', content: [], usage },
      }),
    );

  it('[TR58] that are no counts are refused with their line, and the entry says so', () => {
    const wrong = [
      { input_tokens: 1e300 },
      { output_tokens: -1 },
      { input_tokens: 0.5 },
      { cache_read_input_tokens: '1e999' },
      { cache_creation: { ephemeral_1h_input_tokens: 1e12 } },
    ];
    for (const usage of wrong) {
      const { usage: counted, draft, signals } = read({ output_tokens: 5, ...usage });
      expect([usage, counted]).toEqual([usage, null]);
      expect(draft?.note).toBe('its token counts cannot be right and are not counted');
      expect(signals.map(({ type }) => type)).toContain('usageRefused');
    }
    expect(read({ input_tokens: 3, output_tokens: 'many' }).usage).toMatchObject({ input: 3, output: 0 });
    expect(read({ input_tokens: 900_000, output_tokens: 64_000 }).draft?.note).toBeUndefined();
  });
});
