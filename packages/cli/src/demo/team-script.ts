import type { AgentRun } from '../synthetic/agent-run.ts';
import { bashTool } from '../synthetic/tools.ts';
import type { Life } from './life.ts';
import { begin, call, finish, pause, prompts, type Script, step } from './script.ts';

/** The permission has been waiting for this long when the demo starts. */
const ASKED_BEFORE_BOOT_MS = 252_000;

interface Member {
  run: AgentRun;
  result: string;
  stepsLeft: number;
}

interface Question {
  member: Member;
  answeredAtMs: number;
  answer(): void;
}

/** Sub-agents at work side by side, one of them with an agent of its own. With `asks`, one waits for a person. */
export function* teamScript(life: Life, asks: boolean): Script {
  for (const prompt of prompts(life)) {
    begin(life, prompt);
    yield* step(life, life.session().main);
    const members = yield* launch(life);
    let question: Question | null = null;
    let hasAsked = false;
    while (members.length > 0) {
      const isTime = life.clock.now() > life.bootMs - ASKED_BEFORE_BOOT_MS;
      if (asks && !hasAsked && isTime) {
        hasAsked = true;
        question = ask(
          life,
          members.find(({ run }) => run.task.type === 'test-runner') ?? life.random.pick(members),
        );
        for (const other of members) other.stepsLeft = life.random.int(8, 30);
      }
      if (question !== null && life.clock.now() >= question.answeredAtMs) {
        question.answer();
        question = null;
      }
      // The others work on while one of them waits.
      const free = members.filter((member) => member !== question?.member);
      if (free.length === 0) {
        yield pause(life, 1, 2);
        continue;
      }
      const member = life.random.pick(free);
      // Until it is time to ask, nobody finishes: the graph is to be full when it is looked at.
      if (member.stepsLeft <= 0 && (!asks || hasAsked)) {
        yield* finishMember(life, members, member);
        continue;
      }
      member.stepsLeft -= 1;
      yield* step(life, member.run.actor);
    }
    yield pause(life, 3, 6);
    finish(life);
    yield pause(life, 20, 60);
  }
}

function* launch(life: Life): Generator<number, Member[], void> {
  const { random, plan } = life;
  const members: Member[] = [];
  for (const { result, ...task } of plan.kit.agents) {
    yield pause(life, 1, 3);
    const run = life.session().startAgent(task);
    members.push({ run, result, stepsLeft: random.int(6, 18) });
  }
  const [parent] = members;
  if (parent !== undefined) {
    yield* step(life, parent.run.actor);
    const task = {
      type: 'Explore',
      description: 'Find lock helpers',
      prompt: 'Find every helper that takes a lock.',
    };
    const run = life.session().startAgent(task, { by: parent.run });
    members.push({ run, result: 'Three helpers, all in one file.', stepsLeft: random.int(4, 9) });
  }
  return members;
}

function* finishMember(life: Life, members: Member[], member: Member): Script {
  const hasChild = members.some(({ run }) => run.parent === member.run.actor);
  if (hasChild) {
    // A parent waits for its own agent.
    yield pause(life, 1, 2);
    member.stepsLeft = 1;
    return;
  }
  members.splice(members.indexOf(member), 1);
  member.run.actor.answer([{ type: 'text', text: member.result }]);
  yield pause(life, 0.5, 1.5);
  life.session().finishAgent(member.run, member.result);
  if (!member.run.isBackground) return;
  yield pause(life, 1, 3);
  life.session().main.answer([{ type: 'text', text: life.random.pick(life.plan.kit.says) }]);
}

/** The agent stops at a command that needs a yes. */
function ask(life: Life, member: Member): Question {
  const { random, book, project, cwd } = life;
  const context = { random, book, project, cwd, version: life.session().version, chars: 400 };
  const command = 'pnpm prisma migrate deploy --schema apps/api/prisma/schema.prisma';
  const tool = bashTool(context, { command, output: '1 migration found.\nApplied 0042_webhook_event.' });
  const pending = call(member.run.actor, tool);
  life.setStatus('waiting', 'permission prompt');
  return {
    member,
    answeredAtMs: life.clock.now() + ASKED_BEFORE_BOOT_MS + pause(life, 120, 180),
    answer: () => {
      life.setStatus('busy');
      member.run.actor.finishTool(pending, tool.outcome);
    },
  };
}
