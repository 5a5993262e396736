import { type AlertSettings, alertSettingsSchema } from '@orrery/protocol';
import type { Storage } from '../storage/storage.ts';

/** In `meta`, which no reindex empties. */
const KEY = 'alertSettings';

/** When alerts begin, as somebody set it. */
export interface AlertSettingsStore {
  get(): AlertSettings;
  set(settings: AlertSettings): void;
}

/** Settings kept in the archive, because its writer derives the alerts. */
export function openAlertSettings(storage: Storage): AlertSettingsStore {
  let current = readAlertSettings(storage);
  return {
    get: () => current,
    set(settings) {
      storage.transaction(() => storage.setMeta(KEY, JSON.stringify(settings)));
      current = settings;
    },
  };
}

/** What is stored, or what is shipped. A threshold that an older version did not know is as shipped. */
export function readAlertSettings(storage: Pick<Storage, 'meta'>): AlertSettings {
  const text = storage.meta(KEY);
  const stored = alertSettingsSchema.safeParse(text === undefined ? {} : JSON.parse(text));
  return stored.success ? stored.data : alertSettingsSchema.parse({});
}
