import * as z from '../bounded.ts';
import { hostViewSchema } from '../views/host-view.ts';
import { MAX_ROWS } from '../wire-limits.ts';

/** Body of `GET /api/hosts`. */
export const hostsSchema = z.list(hostViewSchema, MAX_ROWS);
