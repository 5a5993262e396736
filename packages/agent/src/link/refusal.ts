import { type AgentDown, OrreryError } from '@orrery/protocol';

type Refusal = Extract<AgentDown, { type: 'error' }>;

/** Nobody keeps an agent away for longer than this, whatever it asks for. */
const MAX_RETRY_MS = 10 * 60_000;

/** What the pinned hub says ends the connection; the kind says whether another try makes sense. */
export function provenError({ kind, message, retryAfterMs }: Refusal): OrreryError {
  const retry = retryAfterMs === undefined ? {} : { retryAfterMs: Math.min(retryAfterMs, MAX_RETRY_MS) };
  return new OrreryError(kind, message, retry);
}

/**
 * Anybody can stand at an address and say no. Such a word neither stops an agent nor decides when it tries again; a
 * person reads it, with who is to be doubted.
 */
export function unprovenError({ kind, message }: Refusal, url: string): OrreryError {
  const hint =
    kind === 'invalid' || kind === 'unsupportedVersion'
      ? ' If that is your hub, it and this agent are of different ages: update the older one.'
      : '';
  return new OrreryError(
    'unavailable',
    `Whoever answers at ${url} refused before proving to be this machine's hub: "${message}"${hint}`,
  );
}
