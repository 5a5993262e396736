import * as z from '../bounded.ts';

/** What became of a command. */
export const commandResultSchema = z.object({
  type: z.literal('commandResult'),
  id: z.text(64),
  /**
   * `done`: it happened. `stale`: what it was about is over (answered at the keyboard, ended already).
   * `refused`: it would have been wrong, and nothing was touched. `failed`: it was tried and did not work.
   */
  outcome: z.enum(['done', 'stale', 'refused', 'failed']),
  /** For people: what happened or did not. */
  message: z.text(2048),
});

export type CommandResult = z.infer<typeof commandResultSchema>;
