#!/usr/bin/env node
import { runAgentCli } from './agent-program.ts';
import { createProcessTerminal } from './terminal/terminal.ts';

// The one-file agent for machines without a checkout: nothing of the hub may be imported here, it needs a newer Node.
process.exitCode = await runAgentCli(process.argv.slice(2), createProcessTerminal());
