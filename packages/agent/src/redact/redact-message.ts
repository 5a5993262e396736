import type { AgentUp } from '@orrery/protocol';
import type { HubConnection } from '../link/hub-connection.ts';
import type { Redact } from './redactor.ts';

/**
 * Fields that are no text: identities that the hub gives back or compares, and keys. All other strings of a message are
 * redacted, so a field that is added later is too.
 */
const IDENTITIES: ReadonlySet<string> = new Set([
  'type',
  'root',
  'path',
  'sha256',
  'id',
  'sessionId',
  'agentId',
  'requestId',
  'publicKey',
  'ephemeralKey',
  'machine',
  'runId',
  'signature',
  'joinSecret',
]);

/** Takes secrets out of every text of a message, at any depth. Lengths in bytes stay. */
export function redactMessage<T extends Partial<AgentUp>>(message: T, redact: Redact): T {
  return redactValue(message, redact) as T;
}

/** A connection whose messages are redacted on their way out. Batches are redacted where they are read. */
export function withRedaction(connection: HubConnection, redact: Redact): HubConnection {
  return {
    welcome: connection.welcome,
    get bufferedBytes() {
      return connection.bufferedBytes;
    },
    send: (message, onWritten) => connection.send(redactMessage(message, redact), onWritten),
    sendFrame: (frame, onWritten) => connection.sendFrame(frame, onWritten),
    close: () => connection.close(),
  };
}

function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redactText(value, redact);
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      IDENTITIES.has(name) ? item : redactValue(item, redact),
    ]),
  );
}

function redactText(text: string, redact: Redact): string {
  const bytes = Buffer.from(text);
  return redact(bytes) === 0 ? text : bytes.toString();
}
