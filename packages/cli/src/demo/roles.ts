import type { ToolOutcome } from '../synthetic/thread.ts';
import { bashTool, editTool, inProject } from '../synthetic/tools.ts';
import type { Role } from './fleet-plan.ts';
import type { Life } from './life.ts';
import { begin, call, finish, pause, prompts, type Script, step, turn } from './script.ts';
import { teamScript } from './team-script.ts';
import { waitingScript } from './waiting-script.ts';

/** Times that the same edit has been made when the demo starts. */
const LOOPS_AT_BOOT = 14;
const MOST_LOOPS = 60;
const LOOP_SECONDS = 9;

/** How long before the start a burning session catches fire. */
const BURN_MS = 6 * 60_000;

/** The life of a session by its role; none of them ends by itself. */
export function roleScript(role: Role, life: Life): Script {
  switch (role) {
    case 'work':
      return workScript(life);
    case 'team':
      return teamScript(life, false);
    case 'teamPermission':
      return teamScript(life, true);
    case 'permission':
    case 'question':
    case 'plan':
      return waitingScript(life, role);
    case 'loop':
      return loopScript(life);
    case 'burn':
      return burnScript(life);
    case 'errors':
      return errorScript(life);
    case 'idle':
      return idleScript(life);
    case 'shell':
      return shellScript(life);
    case 'shortJobs':
      return shortJobsScript(life);
  }
}

function* workScript(life: Life): Script {
  for (const prompt of prompts(life)) {
    yield* turn(life, prompt, life.random.int(8, 22));
    yield pause(life, 6, 25);
  }
}

function* idleScript(life: Life): Script {
  for (const prompt of prompts(life)) {
    yield* turn(life, prompt, life.random.int(3, 7));
    yield pause(life, 200, 500);
  }
}

/** The same edit again and again, until somebody starts over. */
function* loopScript(life: Life): Script {
  const { random, book, project, cwd } = life;
  for (const prompt of prompts(life)) {
    begin(life, prompt);
    const loopsFrom = life.bootMs - LOOPS_AT_BOOT * LOOP_SECONDS * 1_000;
    while (life.clock.now() < loopsFrom) yield* step(life, life.session().main);
    const version = life.session().version;
    const context = { random, book, project, cwd, version, chars: 600 };
    const edit = editTool(context, inProject(cwd, project.files[0]?.path ?? 'src/main.ts'));
    for (let loops = 0; loops < MOST_LOOPS; loops += 1) {
      const pending = call(life.session().main, edit);
      yield 1_200;
      life.session().main.finishTool(pending, edit.outcome);
      yield LOOP_SECONDS * 1_000 - 1_200;
    }
    finish(life);
    yield pause(life, 10, 30);
  }
}

/** Thinks a little at each step, then long thoughts and long answers, one after the other. */
function* burnScript(life: Life): Script {
  const { random, clock, bootMs } = life;
  for (const prompt of prompts(life)) {
    begin(life, prompt);
    // Its usual rate: about six thousand tokens a minute.
    while (clock.now() < bootMs - BURN_MS) {
      yield* thoughtfulStep(life, 14_000 + random.next() * 10_000, random.int(1_200, 2_000));
    }
    for (let index = 0; index < 150; index += 1) {
      yield* thoughtfulStep(life, 2_000 + random.next() * 2_500, random.int(1_400, 3_600));
    }
    finish(life);
    yield pause(life, 15, 40);
  }
}

function* thoughtfulStep(life: Life, thinkMs: number, extraOutput: number): Script {
  const { main } = life.session();
  const tool = bashTool({ ...toolContext(life), chars: 3_000 });
  yield thinkMs;
  const [pending] = main.answer(
    [
      { type: 'thinking', text: life.random.pick(life.plan.kit.thoughts) },
      { type: 'toolUse', name: tool.name, input: tool.input },
    ],
    { extraOutput },
  );
  yield 900;
  if (pending !== undefined) main.finishTool(pending, tool.outcome);
  if (main.contextTokens() > 168_000) {
    life
      .session()
      .compact('This session is being continued from a previous conversation. The port is half done.');
  }
}

/** Ways to get at a test that fails; as many as the failures come in a row, and one that works. */
const ATTEMPTS = [
  'npm run test:installer',
  'npx playwright test installer.spec.ts --workers 1',
  'taskkill /IM setup.exe /F',
  'node scripts/clean-temp.mjs --force',
  'git status --short',
] as const;

/** Tools fail more often than not. */
function* errorScript(life: Life): Script {
  for (const prompt of prompts(life)) {
    begin(life, prompt);
    for (let index = 0; index < 40; index += 1) {
      yield pause(life, 4, 10);
      const tool = bashTool(
        { ...toolContext(life), chars: 300 },
        { command: ATTEMPTS[index % ATTEMPTS.length] ?? ATTEMPTS[0], output: '' },
      );
      const pending = call(life.session().main, tool);
      yield pause(life, 1, 4);
      life.session().main.finishTool(pending, index % ATTEMPTS.length === 4 ? tool.outcome : failure(index));
      if (index % 7 === 3) life.session().apiError(1);
    }
    finish(life);
    yield pause(life, 10, 30);
  }
}

function failure(index: number): ToolOutcome {
  const text = `Exit code 1\nError: EBUSY: resource busy or locked, unlink 'C:\\Temp\\setup-${index}.msi'`;
  return { content: text, kept: `Error: ${text}`, isError: true };
}

/** A command runs in the background while the prompt is free. */
function* shellScript(life: Life): Script {
  for (const prompt of prompts(life)) {
    begin(life, prompt);
    yield* step(life, life.session().main);
    const input = { command: 'scripts/watch-canary.sh --minutes 60', run_in_background: true };
    const pending = call(life.session().main, { name: 'Bash', input });
    yield 900;
    const kept = { stdout: '', stderr: '', interrupted: false, isImage: false, backgroundTaskId: 'bcanary1' };
    const content = 'Command running in background with ID: bcanary1.';
    life.session().main.finishTool(pending, { content, kept, isError: false });
    yield pause(life, 2, 4);
    finish(life);
    life.setStatus('shell');
    yield pause(life, 900, 1_500);
  }
}

/** Jobs of a script: a session each, some minutes long, then the next. */
function* shortJobsScript(life: Life): Script {
  for (;;) {
    yield* turn(life, life.plan.title, life.random.int(3, 8));
    yield pause(life, 1, 3);
    life.end();
    yield pause(life, 15, 40);
    life.restart();
  }
}

function toolContext(life: Life) {
  const { random, book, project, cwd } = life;
  return { random, book, project, cwd, version: life.session().version };
}
