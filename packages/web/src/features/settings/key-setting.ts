import * as z from 'zod';
import { createLocalSetting } from '../../storage/local-setting.ts';

/** Whether keys without Ctrl or Alt do something. Some people's aids type letters by accident. */
export const letterKeysSetting = createLocalSetting('letterKeys', z.boolean(), true);
