import type { ToolOutcome } from '../synthetic/thread.ts';
import type { Life } from './life.ts';
import { begin, call, finish, LONGEST_PAST_STEP_MS, pause, prompts, type Script, step } from './script.ts';

type Kind = 'permission' | 'question' | 'plan';

/** How long each kind has been waiting when the demo starts, and how long it still will. */
const WAITS: Record<Kind, { askedBeforeBootMs: number; staysMs: number }> = {
  permission: { askedBeforeBootMs: 108_000, staysMs: 400_000 },
  question: { askedBeforeBootMs: 52_000, staysMs: 600_000 },
  plan: { askedBeforeBootMs: 23_000, staysMs: 500_000 },
};

interface Ask {
  tool: { name: string; input: Record<string, unknown> };
  waitingFor: string;
  outcome: ToolOutcome;
}

/** Works, then needs a person; gets an answer after some minutes, and works on. */
export function* waitingScript(life: Life, kind: Kind): Script {
  const { askedBeforeBootMs, staysMs } = WAITS[kind];
  for (const prompt of prompts(life)) {
    begin(life, prompt);
    const askAt = life.bootMs - askedBeforeBootMs;
    do yield* step(life, life.session().main);
    while (life.clock.now() + LONGEST_PAST_STEP_MS < askAt);
    yield Math.max(0, askAt - life.clock.now());
    const ask = asks(kind);
    const pending = call(life.session().main, ask.tool);
    life.setStatus('waiting', ask.waitingFor);
    yield askedBeforeBootMs + staysMs;
    life.setStatus('busy');
    life.session().main.finishTool(pending, ask.outcome);
    for (let index = 0; index < 6; index += 1) yield* step(life, life.session().main);
    finish(life);
    yield pause(life, 30, 90);
  }
}

function asks(kind: Kind): Ask {
  switch (kind) {
    case 'permission':
      return {
        tool: {
          name: 'Bash',
          input: {
            command: 'sudo certbot renew --deploy-hook "systemctl reload gateway"',
            description: 'Renew and reload',
          },
        },
        waitingFor: 'permission prompt',
        outcome: {
          content: 'Congratulations, all renewals succeeded.',
          kept: {
            stdout: 'Congratulations, all renewals succeeded.',
            stderr: '',
            interrupted: false,
            isImage: false,
          },
          isError: false,
        },
      };
    case 'question':
      return questionAsk();
    case 'plan': {
      const plan =
        '# Plan\n1. Copy the legacy invoices into the new tables\n2. Read from both, compare for a week\n3. Switch, keep the old tables for a quarter';
      return {
        tool: { name: 'ExitPlanMode', input: { plan } },
        waitingFor: 'permission prompt',
        outcome: {
          content: 'User has approved your plan. You can now start coding.',
          kept: { plan, isAgent: false },
        },
      };
    }
  }
}

function questionAsk(): Ask {
  const question = 'Which tenants should move to roles first?';
  const options = [
    { label: 'Internal', description: 'Two tenants, all ours' },
    { label: 'Pilot', description: 'Five that asked for it' },
  ];
  const questions = [{ question, header: 'Tenants', multiSelect: false, options }];
  return {
    tool: { name: 'AskUserQuestion', input: { questions } },
    waitingFor: 'input needed',
    outcome: {
      content: `Your questions have been answered: "${question}"="Internal". You can now continue with these answers in mind.`,
      kept: { questions, answers: { [question]: 'Internal' }, annotations: {} },
    },
  };
}
