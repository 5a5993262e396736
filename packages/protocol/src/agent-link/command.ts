import * as z from '../bounded.ts';
import { MAX_PID } from '../wire-limits.ts';

/** Characters and values of a command in all: the longest answers to a request's questions, and room for new ones. */
const MAX_COMMAND = 1024 * 1024;

/** Answers a held permission request. */
export const decidePermissionSchema = z.object({
  name: z.literal('decidePermission'),
  requestId: z.text(64),
  decision: z.discriminatedUnion('behavior', [
    z.object({
      behavior: z.literal('allow'),
      /** Indexes of the request's `suggestions` that are added to the client's rules. */
      alwaysAllow: z.list(z.whole(0, 15), 16),
      /** Of a question: chosen answers by the question's text. */
      answers: z.dictionary(z.text(4096), { keyChars: 4096, most: 64 }).optional(),
    }),
    z.object({
      behavior: z.literal('deny'),
      /** Told to Claude as the reason. */
      message: z.text(2048),
    }),
  ]),
});

/** Ends the process of a session, if it still is the one that a person saw. */
export const closeSessionSchema = z.object({
  name: z.literal('closeSession'),
  sessionId: z.text(128),
  /** As the page showed it; null where it showed none (background work). */
  pid: z.whole(1, MAX_PID).nullable(),
  /** Between SIGTERM and SIGKILL, milliseconds. */
  graceMs: z.whole(0, 60_000),
});

/** Adds Orrery's hooks to the settings of every Claude folder of the host, or takes them out again. */
export const changeHooksSchema = z.object({
  name: z.literal('changeHooks'),
  action: z.enum(['install', 'uninstall']),
});

/** What a hub can ask of an agent. */
export const agentCommandSchema = z.discriminatedUnion('name', [
  decidePermissionSchema,
  closeSessionSchema,
  changeHooksSchema,
]);

/**
 * The envelope. The command in it is parsed by itself, so that an agent can refuse one that it does not know without
 * dropping the link.
 */
export const commandSchema = z.object({
  type: z.literal('command'),
  /** Given by the hub; `commandResult` names it. */
  id: z.text(64),
  command: z.json(MAX_COMMAND),
});

export type AgentCommand = z.infer<typeof agentCommandSchema>;
export type Command = z.infer<typeof commandSchema>;
