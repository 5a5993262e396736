import { type HookTargets, sendHook } from '@orrery/e2e';

/** First message of the parent: where the hooks go. */
export interface ApproveClientSetup {
  targets: [string, { url: string; headers: Record<string, string> }][];
}

/** One event to send. */
export interface ApproveClientOrder {
  event: string;
  body: string;
}

/** The answer, and when its last byte was there: milliseconds since the epoch, as the page's times are. */
export interface ApproveClientReport {
  event: string;
  answer: string;
  at: number;
}

/** The asking client of the benchmark, in a process of its own: nothing else delays what it hears. */
let targets: HookTargets = new Map();
process.on('message', (message: ApproveClientSetup | ApproveClientOrder) => {
  if ('targets' in message) targets = new Map(message.targets);
  else void ask(message);
});

async function ask({ event, body }: ApproveClientOrder): Promise<void> {
  const answer = await sendHook(targets, event, body);
  const at = performance.timeOrigin + performance.now();
  process.send?.({ event, answer, at } satisfies ApproveClientReport);
}
