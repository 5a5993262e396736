import { type NoticeKind, noticeKindSchema } from '@orrery/protocol';
import * as z from 'zod';

/** Kinds as a column holds them: JSON. A kind that this version does not know is left out. */
export const noticeKindsColumn = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.string()))
  .transform((names): NoticeKind[] => names.flatMap((name) => noticeKindSchema.safeParse(name).data ?? []));
