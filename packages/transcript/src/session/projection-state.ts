import type { SavedAlerts } from '../alerts/alert-watch.ts';
import type { SavedAgents } from './agent-table.ts';
import type { EarlyAnswer } from './early-answers.ts';
import type { SavedInlineAgents } from './inline-agents.ts';
import type { SavedLowerBound } from './lower-bound.ts';
import type { LastAction, SessionFacts } from './session-view.ts';
import { emptyTitle, type TitleState } from './title.ts';
import type { SavedToolCalls } from './tool-call-table.ts';

/** Grows when a saved projection of an older build can no longer be read. */
export const SAVED_VERSION = 1;

/** What the main transcript says of its session. Plain JSON. */
export interface SessionState {
  title: TitleState;
  entrypoint: string | null;
  clientVersion: string | null;
  clients: SessionFacts['clients'];
  cwd: string | null;
  gitBranch: string | null;
  model: string | null;
  permissionMode: string | null;
  startedAt: number | null;
  lastActivityAt: number | null;
  prompts: number;
  toolCalls: number;
  toolErrors: number;
  contextTokens: number;
  /** Model whose window was seen to be the large one. */
  largeModel: string | null;
  isTurnOpen: boolean;
  /** Time of the record that opened or closed it. */
  turnAt: number | null;
  /** When it began, or ended when it is closed. */
  turnSince: number | null;
  /** When the newest turn began. */
  turnOpenedAt: number | null;
  /** It was closed by a text of a client that writes no `stop_reason`: more may follow. */
  isTurnEndGuessed: boolean;
  /** Newest slash command: injected text right below it is what it means. */
  commandUuid: string | null;
  lastAction: LastAction | null;
  forkedFrom: string | null;
  malformedLines: number;
  unknownLines: number;
  usageIsLowerBound: boolean;
  leafUuid: string | null;
  /** From sub-agents' records, for a session whose main transcript is not (yet) here. */
  aside: {
    cwd: string | null;
    version: string | null;
    entrypoint: string | null;
    gitBranch: string | null;
  } | null;
}

/** What `save()` gives. */
export interface SavedProjection {
  version: typeof SAVED_VERSION;
  sessionId: string;
  session: SessionState;
  agents: SavedAgents;
  calls: SavedToolCalls;
  early: EarlyAnswer[];
  inline: SavedInlineAgents;
  lowerBound: SavedLowerBound;
  skipped: [string, string | null][];
  /** Not in what older builds saved: their patterns begin anew. */
  watched?: SavedAlerts | undefined;
}

/** A session of which no line has been read. */
export function emptySessionState(): SessionState {
  return {
    title: emptyTitle(),
    entrypoint: null,
    clientVersion: null,
    clients: [],
    cwd: null,
    gitBranch: null,
    model: null,
    permissionMode: null,
    startedAt: null,
    lastActivityAt: null,
    prompts: 0,
    toolCalls: 0,
    toolErrors: 0,
    contextTokens: 0,
    largeModel: null,
    isTurnOpen: false,
    turnAt: null,
    turnSince: null,
    turnOpenedAt: null,
    isTurnEndGuessed: false,
    commandUuid: null,
    lastAction: null,
    forkedFrom: null,
    malformedLines: 0,
    unknownLines: 0,
    usageIsLowerBound: false,
    leafUuid: null,
    aside: null,
  };
}

/** Checks that a saved value is one of this build's. Throws a `TypeError` when it is not: rebuild from the raw log. */
export function readSavedProjection(saved: unknown): SavedProjection {
  const value = typeof saved === 'object' && saved !== null ? (saved as Partial<SavedProjection>) : {};
  if (value.version !== SAVED_VERSION || typeof value.sessionId !== 'string') {
    throw new TypeError('The saved projection is of another version.');
  }
  // Written by `save()` of this version: the shape is ours. The copy keeps the caller's object apart.
  const copy = JSON.parse(JSON.stringify(value)) as SavedProjection;
  // Fields that older builds did not save begin empty.
  return { ...copy, session: { ...emptySessionState(), ...copy.session } };
}
