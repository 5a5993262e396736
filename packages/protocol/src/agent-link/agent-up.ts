import * as z from '../bounded.ts';
import { aliveSchema } from './alive.ts';
import { commandResultSchema } from './command-result.ts';
import { documentSchema } from './document.ts';
import { helloSchema } from './hello.ts';
import { hookReportsSchema } from './hook-reports.ts';
import { hostStatusSchema } from './host-status.ts';
import { liveSessionsSchema } from './live-sessions.ts';
import { permissionRequestsSchema } from './permission-requests.ts';
import { proofSchema } from './proof.ts';

/** Text frames, agent -> hub. Batches are binary frames. */
export const agentUpSchema = z.discriminatedUnion('type', [
  helloSchema,
  proofSchema,
  documentSchema,
  liveSessionsSchema,
  hostStatusSchema,
  permissionRequestsSchema,
  hookReportsSchema,
  commandResultSchema,
  aliveSchema,
]);

export type AgentUp = z.infer<typeof agentUpSchema>;
