import * as z from 'zod';
import { createLocalSetting } from '../../storage/local-setting.ts';

/** Cards of four lines, or two lines each.. */
export const densitySetting = createLocalSetting('density', z.enum(['cards', 'compact']), 'cards');
