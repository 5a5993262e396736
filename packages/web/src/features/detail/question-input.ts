import * as z from 'zod';
import type { PermissionRequestView } from '../../state/wire-types.ts';

const questionSchema = z.object({
  question: z.string(),
  header: z.string().optional(),
  multiSelect: z.boolean().optional(),
  options: z.array(z.object({ label: z.string(), description: z.string().optional() })).default([]),
});
const inputSchema = z.object({ questions: z.array(questionSchema).min(1) });

export type Question = z.infer<typeof questionSchema>;

/** What is chosen for one question: labels of its options, and a person's own words. */
export interface Choice {
  labels: readonly string[];
  other: string;
}

export const noChoice: Choice = { labels: [], other: '' };

/** The questions of a request; null where its input does not say them in a form that can be answered here. */
export function readQuestions(input: unknown): readonly Question[] | null {
  const parsed = inputSchema.safeParse(input);
  return parsed.success ? parsed.data.questions : null;
}

/** The choice after a click on an option. */
export function withOption(question: Question, choice: Choice, label: string): Choice {
  if (question.multiSelect !== true) return { labels: [label], other: '' };
  const isChosen = choice.labels.includes(label);
  return {
    ...choice,
    labels: isChosen ? choice.labels.filter((each) => each !== label) : [...choice.labels, label],
  };
}

/** The choice after a key in "Other". Of a single choice, own words take the place of an option. */
export function withOther(question: Question, choice: Choice, other: string): Choice {
  return { other, labels: question.multiSelect === true || other === '' ? choice.labels : [] };
}

/** Answers by the question's text, several labels joined in the order of the options; null while one is missing. */
export function answersOf(
  questions: readonly Question[],
  choices: ReadonlyMap<string, Choice>,
): Record<string, string> | null {
  const answers: Record<string, string> = {};
  for (const question of questions) {
    const { labels, other } = choices.get(question.question) ?? noChoice;
    const known = question.options.map(({ label }) => label).filter((label) => labels.includes(label));
    const words = other.trim() === '' ? known : [...known, other.trim()];
    if (words.length === 0) return null;
    answers[question.question] = words.join(', ');
  }
  return answers;
}

const planSchema = z.object({ plan: z.string() });

/** The plan, from the tool's input where it is there. */
export function planOf(request: Pick<PermissionRequestView, 'input' | 'text'>): string {
  const parsed = planSchema.safeParse(request.input);
  return parsed.success ? parsed.data.plan : request.text;
}
