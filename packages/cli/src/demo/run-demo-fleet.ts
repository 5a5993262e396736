import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Agent, createAgent, installHooks } from '@orrery/agent';
import { createFileWriter } from '../synthetic/file-writer.ts';
import { createManual } from '../synthetic/manual.ts';
import { createRandom, type Random } from '../synthetic/random.ts';
import { createPhraseBook } from '../synthetic/text/phrase-book.ts';
import { describeError } from '../terminal/cli-error.ts';
import { CLI_VERSION } from '../terminal/version.ts';
import { type DemoSetup, demoSetupSchema } from '../up/child-messages.ts';
import { type ParentChannel, runAsChild } from '../up/child-process.ts';
import { createDemoProcessControl } from './demo-process.ts';
import { SESSION_PLANS } from './fleet-plan.ts';
import { writeHistory } from './history.ts';
import { createLife, type LifeOptions, type MachineWorld } from './life.ts';
import { createLiveClock } from './live-clock.ts';
import { createMachineReaders } from './machine-readers.ts';
import { type DemoMachine, LOST_MACHINE, MACHINES } from './machines.ts';
import { lengthMs, type Pause, withLength } from './pause.ts';
import { type Player, playLive } from './play-live.ts';
import { roleScript } from './roles.ts';

/** The lost machine is there long enough to be seen. */
const LOST_AFTER_MS = 15_000;

/** The instructions that newer clients keep would be nine tenths of the demo's bytes. */
const MANUAL_SCALE = 0.05;

/** Makes the machines, tells their past, starts an agent on each, and lets the sessions live until the end. */
export async function runDemoFleet(): Promise<void> {
  await runAsChild(demoSetupSchema, live);
}

async function live(setup: DemoSetup, { ended, report }: ParentChannel): Promise<void> {
  const bootMs = Date.now();
  const random = createRandom(setup.seed);
  const book = createPhraseBook(random.fork('book'), 1_200);
  const manual = createManual(random.fork('manual'), book, MANUAL_SCALE);
  const worlds = MACHINES.map((machine, index) => createWorld(machine, setup.folder, index));
  const players: Player[] = [];
  for (const world of worlds) {
    const shared = { world, book, manual, bootMs, random: random.fork(world.machine.name) };
    writeHistory(shared);
    players.push(...tellPast(shared));
    world.writer.flush();
  }
  const agents: Agent[] = [];
  for (const [index, world] of worlds.entries()) {
    const { root, state: stateDir, machine } = world;
    // One machine after the other: a port counts as free until its agent listens.
    if (machine.hasHooks) await installHooks({ stateDir, roots: [root], nowMs: bootMs });
    agents.push(await startAgent({ world, setup, index, report, random: random.fork(`load-${index}`) }));
  }
  report({ type: 'ready' });
  for (const player of players) playLive(player);
  const lost = setTimeout(
    () => void agents[MACHINES.findIndex(({ name }) => name === LOST_MACHINE)]?.close(),
    LOST_AFTER_MS,
  );
  await ended;
  clearTimeout(lost);
  for (const player of players) player.stop();
  await Promise.all(agents.map((agent) => agent.close()));
}

function createWorld(machine: DemoMachine, folder: string, index: number): MachineWorld & { state: string } {
  const root = join(folder, machine.name, 'claude');
  // A second start in the same folder begins again: the lines are the same, and what is known of them stays.
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, 'sessions'), { recursive: true, mode: 0o700 });
  let pid = 4_000 + index * 700;
  return {
    machine,
    root,
    state: join(folder, machine.name, 'state'),
    writer: createFileWriter(root),
    remove: (path) => rmSync(join(root, path), { force: true }),
    processes: new Map(),
    nextPid: () => {
      // Never that of this very process: its own is what no agent ends.
      do pid += 13;
      while (pid === process.pid || pid === process.ppid);
      return pid;
    },
  };
}

/** Runs each session of a machine fast from its start to now. */
function tellPast(shared: Omit<LifeOptions, 'plan' | 'clock'>): Player[] {
  const { world, bootMs, random } = shared;
  return SESSION_PLANS.filter((plan) => plan.machine === world.machine.name).map((plan, index) => {
    const clock = createLiveClock(bootMs - plan.minutes * 60_000, Date.now);
    const life = createLife({ ...shared, plan, clock, random: random.fork(`live-${index}`) });
    const script = roleScript(plan.role, life);
    let firstPause: Pause = 0;
    while (clock.now() < bootMs) {
      const { value, done } = script.next();
      if (done) break;
      const ms = lengthMs(value);
      firstPause = withLength(value, Math.min(ms, Math.max(0, ms - (bootMs - clock.now()))));
      clock.pass(ms);
    }
    life.goLive();
    return { life, script, firstPause, flush: world.writer.flush, stop: () => undefined };
  });
}

/** Resolves once the machine is connected, or cannot be: a place on the map is given in the order of joining. */
async function startAgent(given: {
  world: ReturnType<typeof createWorld>;
  setup: DemoSetup;
  index: number;
  report: ParentChannel['report'];
  random: Random;
}): Promise<Agent> {
  const { world, setup, index, report, random } = given;
  const { machine, root, state, processes } = world;
  const joinToken = setup.joinTokens[index];
  return await new Promise((resolve) => {
    const agent = createAgent({
      hubUrl: setup.hubUrl,
      stateDir: state,
      name: machine.name,
      roots: [root],
      person: machine.person,
      facts: machine.facts,
      machine: `demo-${machine.name}`,
      version: CLI_VERSION,
      processControl: createDemoProcessControl(machine, processes),
      machineReaders: createMachineReaders(machine, random),
      ...(joinToken === undefined ? {} : { joinToken }),
      onStatus: ({ link }) => {
        if (link.kind !== 'connecting') resolve(agent);
      },
    });
    agent.run().catch((error) => {
      report({ type: 'notice', text: `${machine.name}: ${describeError(error)}` });
      resolve(agent);
    });
  });
}
