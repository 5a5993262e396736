import { createAgent } from '@orrery/agent';
import { ALL_GRANTS } from '@orrery/protocol';
import { EXIT } from '../terminal/cli-error.ts';
import { reportFailure } from '../terminal/report-failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { CLI_VERSION } from '../terminal/version.ts';
import { agentSetupSchema } from '../up/child-messages.ts';
import { runAsChild } from '../up/child-process.ts';
import { describeStatus } from './describe-status.ts';
import { createTidier } from './tidy-after-backlog.ts';

/** `orrery local-agent`: the agent of `orrery up`, as its child. Resolves with the exit code. */
export async function localAgentMain(terminal: Terminal): Promise<number> {
  try {
    await runLocalAgent();
    return EXIT.done;
  } catch (error) {
    return reportFailure(error, terminal);
  }
}

async function runLocalAgent(): Promise<void> {
  await runAsChild(agentSetupSchema, async (setup, { report, ended }) => {
    const { hubUrl, stateDir, joinToken, roots, follow } = setup;
    let told = '';
    const { gc } = globalThis;
    const tidy = createTidier({ collect: gc && (() => void gc({ type: 'major', flavor: 'last-resort' })) });
    const agent = createAgent({
      hubUrl,
      stateDir,
      version: CLI_VERSION,
      // Whoever started this hub can do all of this here without it.
      allow: ALL_GRANTS,
      ...(joinToken === undefined ? {} : { joinToken }),
      ...(roots === undefined ? {} : { roots }),
      ...(follow === undefined ? {} : { follow }),
      followCommand: 'orrery up --follow',
      onStatus: (status) => {
        tidy(status.lagLines);
        const text = describeStatus(status);
        if (text !== told && text !== '') report({ type: 'notice', text });
        told = text;
      },
    });
    const running = agent.run();
    report({ type: 'ready' });
    await Promise.race([running, ended.then(() => agent.close())]);
    await running;
  });
}
