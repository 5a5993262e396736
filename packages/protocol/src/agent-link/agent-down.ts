import * as z from '../bounded.ts';
import { errorBodySchema } from '../error-kind.ts';
import { aliveSchema } from './alive.ts';
import { ackSchema } from './batch.ts';
import { challengeSchema } from './challenge.ts';
import { commandSchema } from './command.ts';
import { manifestSchema } from './manifest.ts';
import { welcomeSchema } from './welcome.ts';

/** The hub gives up on this connection; the kind tells the agent whether to try again. */
export const linkErrorSchema = errorBodySchema.extend({ type: z.literal('error') });

/** Text frames, hub -> agent. */
export const agentDownSchema = z.discriminatedUnion('type', [
  challengeSchema,
  welcomeSchema,
  manifestSchema,
  ackSchema,
  commandSchema,
  aliveSchema,
  linkErrorSchema,
]);

export type AgentDown = z.infer<typeof agentDownSchema>;
