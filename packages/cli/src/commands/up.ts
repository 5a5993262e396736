import {
  collect,
  collectHost,
  parseContact,
  parsePublicAddress,
  parseWhole,
} from '../terminal/parse-option.ts';
import type { UpOptions } from '../up/up.ts';
import type { AddCommand } from './command.ts';

/** `orrery up`: the hub and this machine's agent, until a signal. */
export const addUpCommand: AddCommand = (program, terminal) => {
  program
    .command('up')
    .description("run the hub and this machine's agent")
    .option(
      '--port <n>',
      'port of the page, the API and the agents; 0 takes any',
      parseWhole(0, 65_535),
      4680,
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--allow-host <name>',
      'a name under which a reverse proxy serves this hub (orrery.example.com); may be repeated',
      collectHost,
    )
    .option('--insecure-bind', 'listen on a wider --host without TLS: only on a network that you trust')
    .option(
      '--public-url <url>',
      'where people reach this hub: for links, and with https for secure cookies; its host is allowed too',
      parsePublicAddress,
    )
    .option(
      '--trusted-proxy <cidr>',
      "a reverse proxy (address or network) that is believed when it says a client's address and scheme; may be repeated",
      collect,
    )
    .option('--push-subject <url>', 'whom push services can turn to: mailto:ops@example.com', parseContact)
    .option(
      '--push-host <host>',
      'a push service besides those of the known browsers; may be repeated',
      collectHost,
    )
    .option('--data <dir>', 'data folder')
    .option(
      '--claude-dir <dir>',
      'a Claude folder to watch; may be repeated (default: ~/.claude and $CLAUDE_CONFIG_DIR)',
      collect,
    )
    .option(
      '--follow <dir>',
      'a folder outside the Claude folders that links in them may lead to; may be repeated',
      collect,
    )
    .option('--no-agent', 'only the hub')
    .option('--no-open', 'do not open a browser')
    .option('--demo', 'an invented fleet in a data folder of its own, gone at exit')
    .option('--demo-seed <n>', 'same seed, same fleet', parseWhole(0, 4_294_967_295), 7)
    .action(async (options: UpOptions) => {
      const { up } = await import('../up/up.ts');
      await up(options, terminal);
    });
};
