import { errorKindSchema } from '@orrery/protocol';
import * as z from 'zod';

/** Setup of the local agent, over the channel between parent and child: a join token must not stand in a process list. */
export const agentSetupSchema = z.object({
  hubUrl: z.string(),
  stateDir: z.string(),
  joinToken: z.string().optional(),
  roots: z.array(z.string()).optional(),
  follow: z.array(z.string()).optional(),
});

export type AgentSetup = z.infer<typeof agentSetupSchema>;

/** Setup of the invented fleet. */
export const demoSetupSchema = z.object({
  hubUrl: z.string(),
  /** Holds a folder for each machine. */
  folder: z.string(),
  /** One for each machine. */
  joinTokens: z.array(z.string()),
  seed: z.number().int(),
});

export type DemoSetup = z.infer<typeof demoSetupSchema>;

/** What a child tells. */
export const childReportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Something for the person at the console. */
  z.object({ type: z.literal('notice'), text: z.string() }),
  /** It cannot go on; the kind says whether another start can help. */
  z.object({ type: z.literal('failed'), kind: errorKindSchema, message: z.string() }),
]);

export type ChildReport = z.infer<typeof childReportSchema>;
