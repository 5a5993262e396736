import * as z from 'zod';
import { createLocalSetting } from '../../storage/local-setting.ts';

/** A tone when somebody is needed; off until a person turns it on. */
export const soundSetting = createLocalSetting('noticeSound', z.boolean(), false);

/** The question about notifications is asked once. */
export const askedSetting = createLocalSetting('askedToNotify', z.boolean(), false);
