import { writePromptSnapshot, writeTokensReminder } from './attachments.ts';
import type { Manual } from './manual.ts';
import type { AnswerBlock, AnswerUsage, PendingTool, Thread, ToolOutcome } from './thread.ts';

/** Tokens of the instructions and tool descriptions that every context starts with. */
const OPENING_TOKENS = 14_200;

const CHARS_PER_TOKEN = 3.6;

/** The main thread or a sub-agent: a transcript with a context that grows as it is talked to. */
export interface Actor {
  readonly thread: Thread;
  answer(blocks: readonly AnswerBlock[], options?: AnswerOptions): PendingTool[];
  finishTool(tool: PendingTool, outcome: ToolOutcome): void;
  /** Text that the next request sends. */
  hear(chars: number): void;
  contextTokens(): number;
  /** After a compaction only this many are left. */
  shrinkContext(tokens: number): void;
  /** Tokens of the newest answer. */
  lastUsage(): AnswerUsage;
  /** Totals of the whole thread. */
  spent(): ActorTotals;
}

export interface ActorTotals {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  tools: number;
}

interface AnswerOptions {
  stopReason?: string;
  /** Tokens of thought and output on top of what the blocks show; makes a session burn. */
  extraOutput?: number;
}

export function createActor(thread: Thread, manual: Manual): Actor {
  let context = OPENING_TOKENS;
  let fresh = 0;
  let answers = 0;
  let lastUsage: AnswerUsage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  const totals: ActorTotals = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, tools: 0 };

  return {
    thread,
    hear: (chars) => {
      fresh += Math.ceil(chars / CHARS_PER_TOKEN);
    },
    contextTokens: () => context,
    shrinkContext: (tokens) => {
      context = tokens;
    },
    lastUsage: () => lastUsage,
    spent: () => ({ ...totals }),
    answer: (blocks, { stopReason, extraOutput = 0 } = {}) => {
      const chars = blocks.reduce((sum, block) => sum + lengthOf(block), 0);
      const hasTool = blocks.some((block) => block.type === 'toolUse');
      const isFirst = answers === 0;
      if (!isFirst && hasTool) writeTokensReminder(thread, 15_000_000 - context);
      const usage = {
        input: 4 + (answers % 7),
        output: Math.ceil(chars / CHARS_PER_TOKEN) + extraOutput,
        cacheRead: isFirst ? Math.floor(OPENING_TOKENS * 0.8) : context,
        cacheWrite: fresh + (isFirst ? Math.ceil(OPENING_TOKENS * 0.2) : 0),
      };
      lastUsage = usage;
      const tools = thread.answer(blocks, usage, stopReason ?? (hasTool ? 'tool_use' : 'end_turn'));
      context += fresh + usage.output;
      fresh = 0;
      answers += 1;
      totals.input += usage.input;
      totals.output += usage.output;
      totals.cacheRead += usage.cacheRead;
      totals.cacheWrite += usage.cacheWrite;
      totals.tools += tools.length;
      if (isFirst) writePromptSnapshot(thread, manual, true);
      return tools;
    },
    finishTool: (tool, outcome) => {
      thread.toolResult(tool, outcome);
      fresh += Math.ceil(sizeOf(outcome.content) / CHARS_PER_TOKEN);
    },
  };
}

function lengthOf(block: AnswerBlock): number {
  return block.type === 'toolUse' ? sizeOf(block.input) + 30 : block.text.length;
}

/** Characters of all texts in a value: close to its JSON, without building it. */
function sizeOf(content: unknown): number {
  if (typeof content === 'string') return content.length;
  if (typeof content !== 'object' || content === null) return 4;
  let chars = 0;
  for (const value of Object.values(content)) chars += sizeOf(value);
  return chars;
}
