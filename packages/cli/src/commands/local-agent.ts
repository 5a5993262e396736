import { createAgent } from '@orrery/agent';
import { CLI_VERSION } from '../terminal/version.ts';
import { agentSetupSchema } from '../up/child-messages.ts';
import { runAsChild } from '../up/child-process.ts';
import type { AddCommand } from './command.ts';

/** `orrery local-agent`: the agent of `orrery up`, in its own process. */
export const addLocalAgentCommand: AddCommand = (program) => {
  program.command('local-agent', { hidden: true }).action(async () => {
    await runAsChild(agentSetupSchema, async (setup, { report, ended }) => {
      const { hubUrl, stateDir, joinToken, roots } = setup;
      let told = '';
      const agent = createAgent({
        hubUrl,
        stateDir,
        version: CLI_VERSION,
        ...(joinToken === undefined ? {} : { joinToken }),
        ...(roots === undefined ? {} : { roots }),
        onStatus: ({ problems, degraded }) => {
          const text = [...problems, ...(degraded === '' ? [] : [degraded])].join('; ');
          if (text !== told && text !== '') report({ type: 'notice', text });
          told = text;
        },
      });
      const running = agent.run();
      report({ type: 'ready' });
      await Promise.race([running, ended.then(() => agent.close())]);
      await running;
    });
  });
};
