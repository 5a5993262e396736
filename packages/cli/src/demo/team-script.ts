import type { AgentRun } from '../synthetic/agent-run.ts';
import { beginAsk, endAsk } from './ask-person.ts';
import { migrationPlan, outcomeOf, reactionTo } from './ask-plan.ts';
import type { Life } from './life.ts';
import { lengthMs, type Pause } from './pause.ts';
import { begin, call, finish, pause, prompts, type Script, step } from './script.ts';

/** The permission has been waiting for this long when the demo starts. */
const ASKED_BEFORE_BOOT_MS = 252_000;

interface Member {
  run: AgentRun;
  result: string;
  stepsLeft: number;
  /** What it says with its next step. */
  saying: string | null;
}

/** One of the agents waits for a person. */
interface Question {
  member: Member;
  /** Resolves once somebody has decided on a page. */
  settled: Promise<void>;
  /** Decided on a page, or long enough ago for somebody at the keyboard. */
  isDue(): boolean;
  /** Goes on with what was decided. */
  answer(): void;
  isOver: boolean;
}

/** Sub-agents at work side by side, one of them with an agent of its own. With `asks`, one waits for a person. */
export function* teamScript(life: Life, asks: boolean): Script {
  for (const prompt of prompts(life)) {
    begin(life, prompt);
    yield* step(life, life.session().main);
    const members = yield* launch(life);
    yield* workTogether(life, members, asks);
    yield pause(life, 3, 6);
    finish(life);
    yield pause(life, 20, 60);
  }
}

function* workTogether(life: Life, members: Member[], asks: boolean): Script {
  let question: Question | null = null;
  let hasAsked = false;
  while (members.length > 0) {
    const isTime = life.clock.now() > life.bootMs - ASKED_BEFORE_BOOT_MS;
    if (asks && !hasAsked && isTime) {
      hasAsked = true;
      const asking = members.find(({ run }) => run.task.type === 'test-runner') ?? life.random.pick(members);
      question = yield* ask(life, asking);
      for (const other of members) other.stepsLeft = life.random.int(8, 30);
    }
    if (question?.isDue()) question.answer();
    if (question?.isOver) question = null;
    // The others work on while one of them waits.
    const free = members.filter((member) => member !== question?.member);
    if (free.length === 0) {
      yield untilDecided(question, pause(life, 1, 2));
      continue;
    }
    const member = life.random.pick(free);
    // Until it is time to ask, nobody finishes: the graph is to be full when it is looked at.
    if (member.stepsLeft <= 0 && (!asks || hasAsked)) {
      yield* beside(life, question, finishMember(life, members, member));
      continue;
    }
    member.stepsLeft -= 1;
    const { saying } = member;
    member.saying = null;
    yield* beside(life, question, step(life, member.run.actor, saying));
  }
}

/** Does other work; what was decided meanwhile counts at once. */
function* beside(life: Life, question: Question | null, work: Script): Script {
  for (const rest of work) {
    const endsAtMs = life.clock.now() + lengthMs(rest);
    yield untilDecided(question, rest);
    if (question?.isDue() && !question.isOver) question.answer();
    const leftMs = endsAtMs - life.clock.now();
    if (leftMs > 0) yield leftMs;
  }
}

function untilDecided(question: Question | null, rest: Pause): Pause {
  if (question === null || question.isOver) return rest;
  return { ms: lengthMs(rest), until: question.settled };
}

function* launch(life: Life): Generator<Pause, Member[], void> {
  const { random, plan } = life;
  const members: Member[] = [];
  for (const { result, ...task } of plan.kit.agents) {
    yield pause(life, 1, 3);
    const run = life.session().startAgent(task);
    members.push({ run, result, stepsLeft: random.int(6, 18), saying: null });
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
    members.push({
      run,
      result: 'Three helpers, all in one file.',
      stepsLeft: random.int(4, 9),
      saying: null,
    });
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

/** The agent stops at a command that needs a yes; null where it is always allowed by now. */
function* ask(life: Life, member: Member): Generator<Pause, Question | null, void> {
  const plan = migrationPlan();
  const { id, task, actor } = member.run;
  const pending = call(actor, plan.tool);
  const asked = yield* beginAsk(life, plan, { id, type: task.type });
  if (asked === null) {
    actor.finishTool(pending, plan.outcome);
    return null;
  }
  const answeredAtMs = life.clock.now() + ASKED_BEFORE_BOOT_MS + pause(life, 120, 180);
  const question: Question = {
    member,
    settled: asked.settled,
    isDue: () => asked.decision() !== null || life.clock.now() >= answeredAtMs,
    isOver: false,
    answer: () => {
      question.isOver = true;
      const decision = endAsk(life, plan, asked);
      actor.finishTool(pending, outcomeOf(plan, decision));
      member.saying = reactionTo(plan, decision);
    },
  };
  return question;
}
