import * as z from 'zod';
import { documentSchema } from './document.ts';
import { helloSchema } from './hello.ts';
import { hostStatusSchema } from './host-status.ts';
import { liveSessionsSchema } from './live-sessions.ts';
import { proofSchema } from './proof.ts';

/** Text frames, agent -> hub. Batches are binary frames. */
export const agentUpSchema = z.discriminatedUnion('type', [
  helloSchema,
  proofSchema,
  documentSchema,
  liveSessionsSchema,
  hostStatusSchema,
]);

export type AgentUp = z.infer<typeof agentUpSchema>;
