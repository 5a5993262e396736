import * as z from 'zod';

const destination = z.enum(['session', 'localSettings', 'projectSettings', 'userSettings', 'cliArg']);

const suggestionSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('addRules'),
    behavior: z.literal('allow'),
    rules: z
      .array(z.object({ toolName: z.string().min(1), ruleContent: z.string().nullable().optional() }))
      .min(1)
      .max(32),
    destination,
  }),
  // Never one that ends all asking: that is not what a person agrees to with one request before them.
  z.object({ type: z.literal('setMode'), mode: z.enum(['acceptEdits', 'plan', 'default']), destination }),
  z.object({
    type: z.literal('addDirectories'),
    directories: z.array(z.string()).min(1).max(32),
    destination,
  }),
]);

const MODES = { acceptEdits: 'Accept all edits', plan: 'Plan mode', default: 'Ask for each tool' };

const PLACES = {
  session: 'for this session',
  cliArg: 'for this session',
  localSettings: 'in this project',
  projectSettings: 'in this project, for everybody who works on it',
  userSettings: 'in all projects of this account',
};

const MAX_LENGTH = 512;

/**
 * A client's offer of "always allow" in words: `Bash(npm run *) in this project`. Null for what there are no words for, or
 * no room: a rule that cannot be read whole must not be agreed to.
 */
export function describeSuggestion(suggestion: unknown): string | null {
  const parsed = suggestionSchema.safeParse(suggestion);
  if (!parsed.success) return null;
  const text = `${describeWhat(parsed.data)} ${PLACES[parsed.data.destination]}`;
  return text.length <= MAX_LENGTH ? text : null;
}

function describeWhat(suggestion: z.infer<typeof suggestionSchema>): string {
  switch (suggestion.type) {
    case 'addRules':
      return list(
        suggestion.rules.map(({ toolName, ruleContent }) =>
          ruleContent ? `${toolName}(${ruleContent})` : toolName,
        ),
      );
    case 'setMode':
      return MODES[suggestion.mode];
    case 'addDirectories':
      return `Work in ${list(suggestion.directories)}`;
  }
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
