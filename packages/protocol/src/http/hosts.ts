import * as z from 'zod';
import { hostViewSchema } from '../views/host-view.ts';

/** Body of `GET /api/hosts`. */
export const hostsSchema = z.array(hostViewSchema);
