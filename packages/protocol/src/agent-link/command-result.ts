import * as z from 'zod';

/** What became of a command. */
export const commandResultSchema = z.object({
  type: z.literal('commandResult'),
  id: z.string().max(64),
  /**
   * `done`: it happened. `stale`: what it was about is over (answered at the keyboard, ended already).
   * `refused`: it would have been wrong, and nothing was touched. `failed`: it was tried and did not work.
   */
  outcome: z.enum(['done', 'stale', 'refused', 'failed']),
  /** For people: what happened or did not. */
  message: z.string().max(2048),
});

export type CommandResult = z.infer<typeof commandResultSchema>;
