import type { Random } from './random.ts';
import type { PhraseBook } from './text/phrase-book.ts';

/** What a newer client keeps of every first request: instructions and tool descriptions, near 110 kB in all. */
export interface Manual {
  system: string[];
  tools: { name: string; description: string; input_schema: object }[];
  /** One line for each of the client's skills and agent types. */
  skills: string[];
  agentTypes: string[];
}

const TOOL_NAMES = [
  'Agent',
  'AskUserQuestion',
  'Bash',
  'Edit',
  'ExitPlanMode',
  'Read',
  'Skill',
  'Write',
  'WebFetch',
];

const ARGUMENTS = ['description', 'prompt', 'command', 'file_path', 'timeout', 'mode', 'limit'];

/** Invented instructions, in the sizes of the real ones at scale 1; the same for every session of a corpus, as in life. */
export function createManual(random: Random, book: PhraseBook, scale = 1): Manual {
  const chars = (low: number, high: number): number => Math.ceil(random.int(low, high) * scale);
  return {
    system: Array.from(
      { length: 15 },
      (_, part) => `# Part ${part + 1}\n${book.prose(random, chars(700, 3_000))}`,
    ),
    tools: TOOL_NAMES.map((name) => ({
      name,
      description: book.prose(random, chars(900, 9_000)),
      input_schema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: Object.fromEntries(
          ARGUMENTS.map((argument) => [
            argument,
            { type: 'string', description: book.prose(random, chars(60, 400)) },
          ]),
        ),
        required: ARGUMENTS.slice(0, 2),
        additionalProperties: false,
      },
    })),
    skills: Array.from(
      { length: 13 },
      (_, index) => `- skill-${index + 1}: ${book.prose(random, 380 * scale)}`,
    ),
    agentTypes: ['Explore', 'general-purpose', 'code-reviewer', 'test-runner', 'Plan'].map(
      (type) => `- ${type}: ${book.prose(random, 420 * scale)}`,
    ),
  };
}
