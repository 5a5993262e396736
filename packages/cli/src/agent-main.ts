#!/usr/bin/env node
import { addAgentCommand } from './commands/agent.ts';
import { addVersionCommand } from './commands/version.ts';
import { runCli } from './program.ts';
import { createProcessTerminal } from './terminal/terminal.ts';

// The one-file agent for machines without a checkout: nothing of the hub may be imported here, it needs a newer Node.
process.exitCode = await runCli(process.argv.slice(2), createProcessTerminal(), [
  addAgentCommand,
  addVersionCommand,
]);
