import { PROTOCOL_VERSION } from '@orrery/protocol';
import { CLI_VERSION } from '../terminal/version.ts';
import type { AddCommand } from './command.ts';

/** `orrery version` */
export const addVersionCommand: AddCommand = (program, terminal) => {
  program
    .command('version')
    .description('print the version')
    .action(() => {
      terminal.out(`orrery ${CLI_VERSION} (protocol ${PROTOCOL_VERSION}, node ${process.versions.node})`);
    });
};
