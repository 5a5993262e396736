import type { EntryKind } from './entry.ts';
import { objectOf, type RawRecord, stringOf } from './record.ts';

/** What a user record without tool results is, and the words to show for it. */
export interface UserText {
  kind: EntryKind;
  text: string;
  note?: string;
}

/** Escape, `[`, numbers, `m`. */
const TERMINAL_STYLE = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** As typed, which some versions write before the command runs. A path has a second slash. */
const TYPED_COMMAND = /^\/[a-z][\w:-]*(?:\s|$)/;

const CONTINUATION = 'This session is being continued from a previous conversation';

/** Tells a person's words from what the client writes in a person's name. */
export function classifyUserText(record: RawRecord, text: string): UserText {
  if (record.isCompactSummary === true || text.startsWith(CONTINUATION)) {
    return { kind: 'compaction', text, note: 'summary' };
  }
  const origin = stringOf(objectOf(record.origin).kind);
  if (origin === 'task-notification' || text.startsWith('<task-notification>')) {
    return { kind: 'notification', text };
  }
  if (text.startsWith('[Request interrupted')) return { kind: 'interruption', text };
  if (record.isMeta === true) return { kind: 'meta', text };
  const command = readCommand(text);
  if (command !== null) return command;
  if (origin !== null && origin !== 'human') return { kind: 'meta', text, note: origin };
  return { kind: 'prompt', text };
}

/** Slash commands, `!` lines and what they printed, without the client's tags; null when the text is none of them. */
export function readCommand(text: string): UserText | null {
  if (TYPED_COMMAND.test(text)) return { kind: 'command', text };
  if (text.startsWith('<command-')) {
    const name = between(text, 'command-name') || between(text, 'command-message');
    const args = between(text, 'command-args');
    return { kind: 'command', text: args === '' ? name : `${name} ${args}` };
  }
  if (text.startsWith('<bash-input>')) return { kind: 'command', text: `! ${between(text, 'bash-input')}` };
  if (text.startsWith('<bash-')) {
    const output = [between(text, 'bash-stdout'), between(text, 'bash-stderr')];
    return {
      kind: 'command',
      text: plainOutput(output.filter((part) => part !== '').join('\n')),
      note: 'output',
    };
  }
  if (text.startsWith('<local-command-')) {
    const output = between(text, 'local-command-stdout') || between(text, 'local-command-stderr');
    return { kind: 'command', text: plainOutput(output), note: 'output' };
  }
  return null;
}

/** A prompt without the context that editors put around it; what is left is what the person typed. */
export function typedText(prompt: string): string {
  if (!prompt.includes('<')) return prompt.trim();
  const ends = endsOf(prompt);
  let typed = '';
  let at = 0;
  for (const { 0: tag, 1: name = '', index } of prompt.matchAll(CONTEXT_BEGIN)) {
    const end = index < at ? undefined : ends.get(name)?.after(index + tag.length);
    if (end === undefined) continue;
    typed += `${prompt.slice(at, index)} `;
    at = end + name.length + '</>'.length;
  }
  return (typed + prompt.slice(at)).trim();
}

const CONTEXT_BEGIN = /<(ide_[a-z_]+|system-reminder)>/g;
const CONTEXT_END = /<\/(ide_[a-z_]+|system-reminder)>/g;

/** Where tags end, by name. All found in one go: to look for each from its beginning takes a time that grows with the square. */
function endsOf(prompt: string): Map<string, Ends> {
  const ends = new Map<string, Ends>();
  for (const { 1: name = '', index } of prompt.matchAll(CONTEXT_END)) {
    const known = ends.get(name) ?? new Ends();
    known.add(index);
    ends.set(name, known);
  }
  return ends;
}

/** Places in a text, asked for from the front to the back. */
class Ends {
  readonly #places: number[] = [];
  #next = 0;

  add(place: number): void {
    this.#places.push(place);
  }

  /** The first at or after a place. */
  after(place: number): number | undefined {
    while ((this.#places[this.#next] ?? Number.POSITIVE_INFINITY) < place) this.#next += 1;
    return this.#places[this.#next];
  }
}

/** Colours are for terminals. */
function plainOutput(text: string): string {
  return text.replace(TERMINAL_STYLE, '');
}

function between(text: string, tag: string): string {
  const open = text.indexOf(`<${tag}>`);
  if (open === -1) return '';
  const start = open + tag.length + 2;
  const end = text.indexOf(`</${tag}>`, start);
  return text.slice(start, end === -1 ? text.length : end).trim();
}
