import { oneLine } from '../entries/long-text.ts';
import type { SessionFacts } from './session-view.ts';

const MAX_TITLE_CHARS = 160;
const MAX_PROMPT_CHARS = 500;
const MAX_CANDIDATES = 64;
const MAX_RECENT = 16;

/** What is known about a session's title. Plain JSON. */
export interface TitleState {
  custom: string;
  ai: string;
  summary: string;
  registry: string;
  firstPrompt: string;
  firstCommand: string;
  /** Summaries whose leaf has not been seen: `[leafUuid, text]`. Most belong to other sessions. */
  candidates: [string, string][];
  /** Newest uuids of the main thread: a summary is written after the leaf it names. */
  recent: string[];
}

/** A title of nothing. */
export function emptyTitle(): TitleState {
  return {
    custom: '',
    ai: '',
    summary: '',
    registry: '',
    firstPrompt: '',
    firstCommand: '',
    candidates: [],
    recent: [],
  };
}

/** Takes a summary; true when it belongs to this session. A summary that names no leaf belongs to its file. */
export function addSummary(title: TitleState, leafUuid: string, text: string): boolean {
  if (leafUuid === '' || title.recent.includes(leafUuid)) {
    title.summary = text;
    return true;
  }
  title.candidates.push([leafUuid, text]);
  if (title.candidates.length > MAX_CANDIDATES) title.candidates.shift();
  return false;
}

/** Notes a uuid of the main thread; a waiting summary may name it. */
export function seeUuid(title: TitleState, uuid: string): void {
  title.recent.push(uuid);
  if (title.recent.length > MAX_RECENT) title.recent.shift();
  for (const [leafUuid, text] of title.candidates) {
    if (leafUuid === uuid) title.summary = text;
  }
}

/** Notes a prompt or command; the first of each counts. */
export function seePrompt(title: TitleState, text: string): void {
  if (title.firstPrompt === '') title.firstPrompt = oneLine(text, MAX_PROMPT_CHARS);
}

/** The title to show: custom > ai > summary > registry > first prompt (or, without any, the first command). */
export function chooseTitle(title: TitleState): Pick<SessionFacts, 'title' | 'titleSource' | 'firstPrompt'> {
  const firstPrompt = title.firstPrompt || title.firstCommand;
  const choices: [string, SessionFacts['titleSource']][] = [
    [title.custom, 'custom'],
    [title.ai, 'ai'],
    [title.summary, 'summary'],
    [title.registry, 'registry'],
    [firstPrompt, 'prompt'],
  ];
  const [text, titleSource] = choices.find(([choice]) => choice.trim() !== '') ?? ['', 'none'];
  return {
    title: oneLine(text, MAX_TITLE_CHARS),
    titleSource: titleSource as SessionFacts['titleSource'],
    firstPrompt,
  };
}
