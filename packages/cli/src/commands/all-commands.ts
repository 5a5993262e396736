import { addAccountCommand } from './account.ts';
import { addAgentCommand } from './agent.ts';
import { addApiKeyCommand } from './api-key.ts';
import { addBenchDataCommand } from './bench-data.ts';
import type { AddCommand } from './command.ts';
import { addDemoFleetCommand } from './demo-fleet.ts';
import { addDoctorCommand } from './doctor.ts';
import { addHostsCommand } from './hosts.ts';
import { addJoinTokenCommand } from './join-token.ts';
import { addReindexCommand } from './reindex.ts';
import { addSearchCommand } from './search.ts';
import { addSessionsCommand } from './sessions.ts';
import { addUpCommand } from './up.ts';
import { addVersionCommand } from './version.ts';

/** Every command of `orrery`, in the order of its help. */
export const ALL_COMMANDS: readonly AddCommand[] = [
  addUpCommand,
  addAgentCommand,
  addJoinTokenCommand,
  addApiKeyCommand,
  addHostsCommand,
  addAccountCommand,
  addSessionsCommand,
  addSearchCommand,
  addReindexCommand,
  addDoctorCommand,
  addBenchDataCommand,
  addVersionCommand,
  addDemoFleetCommand,
];
