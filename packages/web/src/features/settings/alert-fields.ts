import { type AlertSettings, alertSettingsSchema } from '@orrery/protocol';

type Key = keyof AlertSettings;

/** One threshold as a form shows it: in the unit that people think in. */
export interface AlertField {
  key: Key;
  label: string;
  hint: string;
  unit: string;
  /** Stored value of one such unit. */
  scale: number;
}

const MINUTE_MS = 60_000;

/** The thresholds in groups, each with the alert that it begins. */
export const alertGroups: readonly { title: string; remark: string; fields: readonly AlertField[] }[] = [
  {
    title: 'Looping',
    remark: 'Claude does the same again and again.',
    fields: [
      field('loopSameCalls', 'Same call in a row', 'The same tool with the same input.', 'times'),
      field('loopCycles', 'Rounds of a cycle', 'Two or three calls that take turns: A, B, A, B.', 'rounds'),
    ],
  },
  {
    title: 'Erroring',
    remark: 'Calls fail, or the service does not answer.',
    fields: [
      field('failedCalls', 'Failed calls', 'So many of the last calls failed.', 'calls'),
      field('failedOfCalls', 'Of the last', 'How many calls are looked at.', 'calls'),
      field('apiErrors', 'Requests without an answer', 'In a row.', 'requests'),
    ],
  },
  {
    title: 'Stuck',
    remark: 'Claude says that it works, and nothing comes.',
    fields: [
      field('stuckAfterMs', 'Silent for', 'While no tool runs.', 'minutes', MINUTE_MS),
      field(
        'stuckInToolAfterMs',
        'Silent in a tool for',
        'Builds and tests are often silent.',
        'minutes',
        MINUTE_MS,
      ),
    ],
  },
  {
    title: 'Waiting and context',
    remark: 'Nobody answers, or the next answer may not fit.',
    fields: [
      field('waitingLongAfterMs', 'Waiting long after', 'For a person.', 'minutes', MINUTE_MS),
      field('contextFullShare', 'Context nearly full from', 'Of the window of the model.', '%', 0.01),
    ],
  },
  {
    title: 'Burning',
    remark: 'Many more tokens than this session usually takes.',
    fields: [
      field(
        'burnTimesUsual',
        'Times its usual rate',
        'The usual rate is the median of its own minutes.',
        'times',
      ),
      field(
        'burnDeviations',
        'Deviations from usual',
        'How far outside of what varies anyway.',
        'deviations',
      ),
      field('burnFloorPerMinute', 'Never below', 'Less is cheap, whatever is usual.', 'tokens a minute'),
      field('burnLimitPerMinute', 'Always from', 'Whatever is usual.', 'tokens a minute'),
      field('burnHistoryMinutes', 'Known after', 'So many minutes make a usual rate.', 'minutes'),
    ],
  },
];

function field(key: Key, label: string, hint: string, unit: string, scale = 1): AlertField {
  return { key, label, hint, unit, scale };
}

/** What is typed in the form, by threshold. */
export type AlertForm = Record<Key, string>;

const allFields = alertGroups.flatMap(({ fields }) => fields);

/** The stored value in the field's unit. */
export function shownValue({ key, scale }: AlertField, settings: AlertSettings): string {
  return String(Number((settings[key] / scale).toFixed(3)));
}

/** Settings as the form shows them. */
export function formOf(settings: AlertSettings): AlertForm {
  return Object.fromEntries(allFields.map((each) => [each.key, shownValue(each, settings)])) as AlertForm;
}

/** Reads the form: the settings, or what is wrong, by field. */
export function readAlertForm(
  form: AlertForm,
): { settings: AlertSettings } | { errors: Partial<Record<Key, string>> } {
  const errors: Partial<Record<Key, string>> = {};
  const values: Partial<Record<Key, number>> = {};
  for (const each of allFields) {
    const text = form[each.key].trim();
    const value = Number((Number(text) * each.scale).toFixed(6));
    const schema = alertSettingsSchema.shape[each.key];
    if (text === '' || !Number.isFinite(value)) errors[each.key] = 'A number is needed here.';
    else if (!schema.safeParse(value).success) errors[each.key] = rangeOf(each, value);
    else values[each.key] = value;
  }
  if ((values.failedCalls ?? 0) > (values.failedOfCalls ?? Number.POSITIVE_INFINITY))
    errors.failedCalls = `Not more than the ${values.failedOfCalls} calls that are looked at.`;
  if ((values.burnFloorPerMinute ?? 0) > (values.burnLimitPerMinute ?? Number.POSITIVE_INFINITY))
    errors.burnFloorPerMinute = 'Not more than the rate from which it always burns.';
  if (Object.keys(errors).length > 0) return { errors };
  return { settings: alertSettingsSchema.parse(values) };
}

const number = new Intl.NumberFormat('en-US');

function rangeOf({ key, scale, unit }: AlertField, value: number): string {
  const { minValue, maxValue, isInt } = alertSettingsSchema.shape[key].unwrap();
  const least = (minValue ?? 0) / scale;
  const most = (maxValue ?? 0) / scale;
  if (isInt && scale === 1 && !Number.isInteger(value) && value >= least && value <= most)
    return `A whole number of ${unit}.`;
  return `Between ${number.format(least)} and ${number.format(most)}${unit === '%' ? ' %' : ` ${unit}`}.`;
}
