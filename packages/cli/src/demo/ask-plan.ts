import type { ToolOutcome } from '../synthetic/thread.ts';
import type { Decision } from './permission-hook.ts';

/** What a session stops at, and how it goes on. */
export interface AskPlan {
  tool: { name: string; input: Record<string, unknown> };
  /** The registry's words. */
  waitingFor: 'permission prompt' | 'input needed';
  /** Rule for `Bash` that "always allow" adds; null where the client offers none. */
  rule: string | null;
  /** With a yes, or the answer of somebody at the keyboard. */
  outcome: ToolOutcome;
  /** What Claude says to a no. */
  afterDenial: string;
}

/** Where a waiting session of the demo can stop. */
export type AskKind = 'permission' | 'question' | 'plan';

/** A sub-agent's command: the one that most visitors answer first. */
export function migrationPlan(): AskPlan {
  return commandPlan({
    command: 'pnpm prisma migrate deploy --schema apps/api/prisma/schema.prisma',
    description: 'Apply the new migration',
    output: '1 migration found.\nApplied 0042_webhook_event.',
    rule: 'pnpm prisma migrate deploy *',
    afterDenial: 'Then the migration stays where it is. I go on with what can be tested without it.',
  });
}

/** What a session of this kind asks. */
export function askPlan(kind: AskKind): AskPlan {
  switch (kind) {
    case 'permission':
      return commandPlan({
        command: 'sudo certbot renew --deploy-hook "systemctl reload gateway"',
        description: 'Renew and reload',
        output: 'Congratulations, all renewals succeeded.',
        rule: 'sudo certbot renew *',
        afterDenial: 'I leave the certificates as they are, and write down what is left to do.',
      });
    case 'question':
      return questionPlan();
    case 'plan': {
      const plan =
        '# Plan\n1. Copy the legacy invoices into the new tables\n2. Read from both, compare for a week\n3. Switch, keep the old tables for a quarter';
      return {
        tool: { name: 'ExitPlanMode', input: { plan } },
        waitingFor: 'permission prompt',
        rule: null,
        outcome: {
          content: 'User has approved your plan. You can now start coding.',
          kept: { plan, isAgent: false },
        },
        afterDenial: 'I think the plan over again with that in mind, and change nothing until then.',
      };
    }
  }
}

function commandPlan(given: {
  command: string;
  description: string;
  output: string;
  rule: string;
  afterDenial: string;
}): AskPlan {
  const { command, description, output, rule, afterDenial } = given;
  const kept = { stdout: output, stderr: '', interrupted: false, isImage: false };
  return {
    tool: { name: 'Bash', input: { command, description } },
    waitingFor: 'permission prompt',
    rule,
    outcome: { content: output, kept, isError: false },
    afterDenial,
  };
}

function questionPlan(): AskPlan {
  const question = 'Which tenants should move to roles first?';
  const options = [
    { label: 'Internal', description: 'Two tenants, all ours' },
    { label: 'Pilot', description: 'Five that asked for it' },
  ];
  const questions = [{ question, header: 'Tenants', multiSelect: false, options }];
  return {
    tool: { name: 'AskUserQuestion', input: { questions } },
    waitingFor: 'input needed',
    rule: null,
    outcome: answered(questions, { [question]: 'Internal' }),
    afterDenial: 'Then I decide nothing yet, and lay out both ways side by side.',
  };
}

function answered(questions: unknown, answers: Record<string, string>): ToolOutcome {
  const pairs = Object.entries(answers).map(([question, answer]) => `"${question}"="${answer}"`);
  return {
    content: `Your questions have been answered: ${pairs.join(', ')}. You can now continue with these answers in mind.`,
    kept: { questions, answers, annotations: {} },
  };
}

/** The offer of "always allow" that the client sends along. */
export function suggestionsOf({ tool, rule }: AskPlan): object[] {
  if (rule === null) return [];
  const rules = [{ toolName: tool.name, ruleContent: rule }];
  return [{ type: 'addRules', rules, behavior: 'allow', destination: 'localSettings' }];
}

/** What the tool call gives. Without a decision somebody at the keyboard has said yes. */
export function outcomeOf(plan: AskPlan, decision: Decision | null): ToolOutcome {
  if (decision === null) return plan.outcome;
  if (decision.behavior === 'deny') {
    const { message } = decision;
    return { content: message, kept: `Error: ${message}`, isError: true, isDenied: true, decidedBy: 'hook' };
  }
  const answers = answersOf(decision);
  const outcome = answers === null ? plan.outcome : answered(plan.tool.input.questions, answers);
  return { ...outcome, decidedBy: 'hook' };
}

/** Claude's words on a decision; null where it just goes on. */
export function reactionTo(plan: AskPlan, decision: Decision | null): string | null {
  if (decision === null) return null;
  if (decision.behavior === 'deny') return plan.afterDenial;
  const answers = answersOf(decision);
  return answers === null ? null : `${Object.values(answers).join(', ')} it is. I plan the rest around that.`;
}

function answersOf({
  updatedInput,
}: Extract<Decision, { behavior: 'allow' }>): Record<string, string> | null {
  const answers = updatedInput?.answers;
  if (typeof answers !== 'object' || answers === null) return null;
  return Object.fromEntries(Object.entries(answers).map(([question, answer]) => [question, String(answer)]));
}
