import { randomUUID } from 'node:crypto';
import type { Archive } from '../archive/archive.ts';
import { scheduleTimer } from '../archive/schedule-timer.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../server/clock.ts';
import type { Counters } from '../server/counters.ts';
import { type AgentCommands, createAgentCommands } from './agent-commands.ts';
import { type CloseDesk, createCloseDesk } from './close-desk.ts';
import { createPermissionDesk, type PermissionDesk } from './permission-desk.ts';

/** All by which people act on sessions and machines. */
export interface Control {
  readonly commands: AgentCommands;
  readonly permissions: PermissionDesk;
  readonly closes: CloseDesk;
  /** Calls off what is pending. */
  close(): void;
}

interface ControlOptions {
  archive: Archive;
  audit: AuditLog;
  clock: Clock;
  counters: Counters;
}

/** The desks over one archive. */
export function createControl({ archive, audit, clock, counters }: ControlOptions): Control {
  const findHostName = async (hostId: string) =>
    (await archive.hosts()).find(({ id }) => id === hostId)?.name;
  const timing = { newId: randomUUID, schedule: scheduleTimer };
  const commands = createAgentCommands({ counters, findHostName, ...timing });
  const permissions = createPermissionDesk({ commands, audit, clock, counters });
  const closes = createCloseDesk({ archive, commands, audit, clock, ...timing });
  const stopListening = archive.onChange(permissions.note);
  return {
    commands,
    permissions,
    closes,
    close: () => {
      stopListening();
      closes.close();
    },
  };
}
