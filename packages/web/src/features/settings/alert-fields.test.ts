import { alertSettingsSchema } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { alertGroups, formOf, readAlertForm } from './alert-fields.ts';

const usual = alertSettingsSchema.parse({});
const read = (change: Partial<ReturnType<typeof formOf>>) => readAlertForm({ ...formOf(usual), ...change });

describe('thresholds of alerts', () => {
  it('are all in the form, each once', () => {
    const keys = alertGroups.flatMap(({ fields }) => fields.map(({ key }) => key));
    expect(keys.toSorted()).toEqual(Object.keys(alertSettingsSchema.shape).toSorted());
  });

  it('come back unchanged, shown in minutes and percent', () => {
    expect(formOf(usual)).toMatchObject({ stuckAfterMs: '10', contextFullShare: '88', loopSameCalls: '4' });
    expect(readAlertForm(formOf(usual))).toEqual({ settings: usual });
  });

  it('are told what is wrong with them in their own unit', () => {
    expect(read({ loopSameCalls: '1' })).toEqual({ errors: { loopSameCalls: 'Between 2 and 100 times.' } });
    expect(read({ loopSameCalls: '2.5' })).toEqual({ errors: { loopSameCalls: 'A whole number of times.' } });
    expect(read({ stuckAfterMs: '0' })).toEqual({ errors: { stuckAfterMs: 'Between 1 and 1,440 minutes.' } });
    expect(read({ contextFullShare: '101' })).toEqual({
      errors: { contextFullShare: 'Between 10 and 100 %.' },
    });
    expect(read({ apiErrors: 'many', loopCycles: ' ' })).toEqual({
      errors: { apiErrors: 'A number is needed here.', loopCycles: 'A number is needed here.' },
    });
  });

  it('fit each other', () => {
    expect(read({ failedCalls: '7', failedOfCalls: '5' })).toEqual({
      errors: { failedCalls: 'Not more than the 5 calls that are looked at.' },
    });
  });

  it('take half minutes', () => {
    expect(read({ waitingLongAfterMs: '0.5' })).toMatchObject({ settings: { waitingLongAfterMs: 30_000 } });
  });
});
