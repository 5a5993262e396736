import { createInterface } from 'node:readline/promises';
import {
  doneSchema,
  type HostView,
  hostHoldingsSchema,
  hostsSchema,
  waitingMachinesSchema,
} from '@orrery/protocol';
import type { Command } from 'commander';
import { findAdmittable, findHost, findWaiting, hostPath } from '../hub-access/find-host.ts';
import { type HubClient, requireHub } from '../hub-access/hub-client.ts';
import { watchRemoval } from '../hub-access/watch-removal.ts';
import { CliError } from '../terminal/cli-error.ts';
import { counted } from '../terminal/counted.ts';
import { plainText } from '../terminal/plain-text.ts';
import { printTable } from '../terminal/print-table.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import type { AddCommand } from './command.ts';

interface RemoveOptions {
  name?: string;
  withHistory?: boolean;
  wait: boolean;
}

/** `orrery hosts list|waiting|revoke|admit|refuse|rename|remove` */
export const addHostsCommand: AddCommand = (program, terminal) => {
  const group = program.command('hosts').description('machines of the hub: list, revoke, admit, remove');
  addLists(group, terminal);
  addDecisions(group, terminal);
  group
    .command('remove <machine>')
    .description('remove a machine; its sessions stay unless --with-history is given')
    .option('--with-history', 'delete its sessions, stored lines, search index and tokens too')
    .option('--name <name>', 'the name of the machine again, instead of typing it when asked')
    .option('--no-wait', 'do not wait until the history is deleted')
    .action(async (machine: string, { name, withHistory = false, wait }: RemoveOptions) => {
      const hub = requireHub(terminal);
      const host = await findHost(hub, machine);
      const held = await hub.get(hostPath(host.id, 'holdings'), hostHoldingsSchema);
      terminal.err(
        `${plainText(host.name)} brought ${counted(held.sessions, 'session')} in ${counted(held.files, 'file')}. ` +
          (withHistory ? 'They are deleted for good.' : 'They stay, and say that their machine was removed.'),
      );
      const typed = name ?? (await ask(terminal, "Type the machine's name to remove it: "));
      const body = { name: typed, withHistory };
      const { message } = await hub.removeWith(hostPath(host.id), doneSchema, body);
      terminal.out(message);
      if (withHistory && wait) await watchRemoval(hub, host.id, terminal);
    });
};

function addLists(group: Command, terminal: Terminal): void {
  group
    .command('list')
    .description('machines, and whether they are connected')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const hosts = await requireHub(terminal).get('/api/hosts', hostsSchema);
      if (json) return printJson(terminal, hosts);
      const rows = hosts.map((host) => [
        host.id,
        plainText(host.name),
        stateOf(host),
        plainText(`${host.os}, ${host.arch}`),
        plainText(host.agentVersion),
        timeOf(host.lastSeenAt),
        plainText(host.reason),
      ]);
      const header = ['ID', 'NAME', 'STATE', 'SYSTEM', 'AGENT', 'LAST SEEN (UTC)', 'WHY'];
      printTable(terminal, header, rows, 'No machine has joined yet. Add one: orrery join-token create');
    });
  group
    .command('waiting')
    .description('machines that show the key of another one, and wait for you')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const waiting = await requireHub(terminal).get('/api/hosts/waiting', waitingMachinesSchema);
      if (json) return printJson(terminal, waiting);
      const rows = waiting.map((machine) => [
        machine.id,
        plainText(machine.name),
        plainText(machine.knownAs.map(({ name }) => name).join(', ')),
        machine.refused === null ? 'waits' : plainText(`refused by ${machine.refused.by}`),
        plainText(`${machine.os}, ${machine.arch}`),
        timeOf(machine.lastSeenAt),
      ]);
      const header = ['ID', 'NAME', 'HAS THE KEY OF', 'STATE', 'SYSTEM', 'LAST SEEN (UTC)'];
      printTable(terminal, header, rows, 'No machine waits for you.');
    });
}

function addDecisions(group: Command, terminal: Terminal): void {
  const decide = async (hub: HubClient, id: string, act: string, body: object) => {
    const { message } = await hub.post(hostPath(id, act), doneSchema, body);
    terminal.out(plainText(message));
  };
  group
    .command('revoke <machine>')
    .description("close a machine's link and refuse its key from now on; its history stays")
    .option('--why <text>', 'the reason, for the machine and the activity log')
    .action(async (machine: string, { why }: { why?: string }) => {
      const hub = requireHub(terminal);
      await decide(hub, (await findHost(hub, machine)).id, 'revoke', why === undefined ? {} : { why });
    });
  group
    .command('admit <machine>')
    .description('let in a machine that was revoked, or one that waits')
    .option('--same-as <machine>', 'it is this machine (new hardware, reinstalled), and no other one')
    .action(async (machine: string, { sameAs }: { sameAs?: string }) => {
      const hub = requireHub(terminal);
      const { id, waits } = await findAdmittable(hub, machine);
      if (sameAs === undefined) return decide(hub, id, 'admit', waits ? { as: 'own' } : {});
      if (!waits)
        throw new CliError(
          `${machine} does not wait, so it cannot be admitted as another machine. Nothing was changed. Leave out --same-as.`,
        );
      await decide(hub, id, 'admit', { as: 'same', hostId: (await findHost(hub, sameAs)).id });
    });
  group
    .command('refuse <machine>')
    .description('refuse a machine that waits')
    .action(async (machine: string) => {
      const hub = requireHub(terminal);
      await decide(hub, (await findWaiting(hub, machine)).id, 'refuse', {});
    });
  group
    .command('rename <machine> [name]')
    .description('show a machine with another name; without one, with its own')
    .action(async (machine: string, name?: string) => {
      const hub = requireHub(terminal);
      await decide(hub, (await findHost(hub, machine)).id, 'rename', { name: name ?? null });
    });
}

function stateOf({ state, revoked }: HostView): string {
  return revoked === null ? state : 'revoked';
}

function timeOf(at: number | null): string {
  return at === null ? 'never' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

async function ask(terminal: Terminal, question: string): Promise<string> {
  terminal.err(question);
  const lines = createInterface({ input: terminal.input });
  try {
    for await (const line of lines) return line.trim();
  } finally {
    lines.close();
  }
  throw new CliError('Nothing was removed: the name was not repeated. Type it, or give it with --name.');
}
