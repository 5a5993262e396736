import { type AgentCommand, writtenWords } from '@orrery/protocol';

type Decision = Extract<AgentCommand, { name: 'decidePermission' }>['decision'];

/** What of a held request decides the reply. */
export interface Decidable {
  tool: string;
  /** As the client sent it; never leaves the host. */
  input: Record<string, unknown>;
  /** As the hub was told it. */
  shownInput: unknown;
  /** As the client offered them, in the order in which the hub was told of them. */
  suggestions: readonly unknown[];
}

/** The body for the client, or why the decision does not fit the request. */
export type DecisionReply = { body: Record<string, unknown> } | { refusal: string };

/**
 * The client's own format. Questions and plans only count as allowed when the input comes back with the decision: an
 * allow without it leaves the dialog up (seen with 2.1.330).
 */
export function decisionReply(request: Decidable, decision: Decision): DecisionReply {
  if (decision.behavior === 'deny') {
    return reply({
      behavior: 'deny',
      message: writtenWords(decision.message).trim() || 'Denied from the Orrery page.',
    });
  }
  const chosen = [...new Set(decision.alwaysAllow)];
  if (chosen.some((index) => index >= request.suggestions.length)) {
    return { refusal: 'This request has no such rule to always allow. Nothing was decided.' };
  }
  const updatedPermissions = chosen.map((index) => request.suggestions[index]);
  const allow = { behavior: 'allow', ...(updatedPermissions.length > 0 && { updatedPermissions }) };
  if (request.tool === 'AskUserQuestion') {
    const answers = matchAnswers(request, decision.answers ?? {});
    return typeof answers === 'string'
      ? { refusal: answers }
      : reply({ ...allow, updatedInput: { ...request.input, answers } });
  }
  if (decision.answers !== undefined)
    return { refusal: 'Only a question can be answered. Nothing was decided.' };
  if (request.tool === 'ExitPlanMode') return reply({ ...allow, updatedInput: request.input });
  return reply(allow);
}

function reply(decision: Record<string, unknown>): DecisionReply {
  return { body: { hookSpecificOutput: { hookEventName: 'PermissionRequest', decision } } };
}

/** Answers by the client's own text of each question; the hub knows the text with its secrets taken out. */
function matchAnswers(request: Decidable, given: Record<string, string>): Record<string, string> | string {
  const questions = questionsOf(request.input);
  const shown = questionsOf(request.shownInput);
  const answers: [string, string][] = [];
  for (const [index, question] of questions.entries()) {
    const answer = own(given, question) ?? own(given, shown[index] ?? question);
    const words = answer === undefined ? '' : writtenWords(answer);
    if (words.trim() === '') {
      return 'Every question needs an answer. Nothing was decided.';
    }
    answers.push([question, words]);
  }
  if (answers.length === 0)
    return 'The questions of this request cannot be read, so it has to be answered at the keyboard.';
  if (Object.keys(given).some((text) => !questions.includes(text) && !shown.includes(text))) {
    return 'An answer belongs to no question of this request. Nothing was decided.';
  }
  return Object.fromEntries(answers);
}

function questionsOf(input: unknown): string[] {
  if (typeof input !== 'object' || input === null || !('questions' in input)) return [];
  const { questions } = input;
  if (!Array.isArray(questions)) return [];
  return questions.flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'question' in entry && typeof entry.question === 'string'
      ? [entry.question]
      : [],
  );
}

function own(record: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
