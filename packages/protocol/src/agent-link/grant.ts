import * as z from '../bounded.ts';
import type { AgentCommand } from './command.ts';

/**
 * What the owner of a machine lets a hub do there, decided on the machine. `hooks`: add Orrery's hooks to the settings or
 * take them out, and answer what comes through them. `close`: end sessions. `terminals`: open terminals and start programs
 * in them. `settings`: change other settings of Claude Code.
 */
export const grantSchema = z.enum(['hooks', 'close', 'terminals', 'settings']);

export type Grant = z.infer<typeof grantSchema>;

/** Every grant there is, in the order in which people read them. */
export const ALL_GRANTS: readonly Grant[] = grantSchema.options;

/** What a machine allows whose owner has said nothing else. Terminals never without being named. */
export const DEFAULT_GRANTS: readonly Grant[] = ['hooks', 'close'];

/** The grant that each command needs. A command without a row does not compile. */
export const COMMAND_GRANT: Readonly<Record<AgentCommand['name'], Grant>> = {
  decidePermission: 'hooks',
  changeHooks: 'hooks',
  closeSession: 'close',
};

/** For people, after "may" or "may not". */
export const GRANT_WORDS: Readonly<Record<Grant, string>> = {
  hooks: 'answer permission requests and change hooks',
  close: 'close sessions',
  terminals: 'open terminals',
  settings: 'change settings of Claude Code',
};
