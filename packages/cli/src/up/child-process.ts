import { OrreryError } from '@orrery/protocol';
import type { z } from 'zod';
import { CliError, describeError } from '../terminal/cli-error.ts';
import type { ChildReport } from './child-messages.ts';

/** The child's end of the channel to the process that started it. */
export interface ParentChannel {
  report(report: ChildReport): void;
  /** Resolves when the parent asks for the end or is gone. */
  readonly ended: Promise<void>;
}

/**
 * Runs a part of the product as a child: waits for its setup, does the work, and ends with the parent. Rejections of
 * `work` are reported before the process fails.
 */
export async function runAsChild<T extends z.ZodType>(
  schema: T,
  work: (setup: z.infer<T>, channel: ParentChannel) => Promise<void>,
): Promise<void> {
  if (process.send === undefined) {
    throw new CliError('This command is started by "orrery up" and does nothing by itself.', { exitCode: 2 });
  }
  const ended = new Promise<void>((resolve) => {
    for (const event of ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'] as const)
      process.once(event, () => resolve());
  });
  const setup = schema.parse(await Promise.race([firstMessage(), ended]));
  const channel: ParentChannel = {
    ended,
    // The parent may be gone already; `ended` tells.
    report: (report) => {
      if (process.connected) process.send?.(report, () => undefined);
    },
  };
  try {
    await work(setup, channel);
  } catch (error) {
    const kind = error instanceof OrreryError ? error.kind : 'internal';
    channel.report({ type: 'failed', kind, message: describeError(error) });
    throw error;
  } finally {
    if (process.connected) process.disconnect();
  }
}

function firstMessage(): Promise<unknown> {
  return new Promise((resolve) => process.once('message', resolve));
}
