import type { Ids } from './ids.ts';
import type { Manual } from './manual.ts';

/**
 * The newest clients keep every API request, content-addressed, in the transcript itself: `api-request-shape` once,
 * then `api-request-blob` and `api-request` for each request. Bulk that a reader has to skip.
 */
export interface ApiLog {
  /** A message that the next request will send. */
  noteInput(message: object): void;
  /** Writes the request's lines; returns its id for the answer's `requestRef`. */
  writeRequest(nowMs: number): string;
}

export interface ApiLogOptions {
  ids: Ids;
  sessionId: string;
  agentId: string | null;
  version: string;
  model: string;
  querySource: string;
  manual: Manual;
  write(line: string): void;
}

export function createApiLog(options: ApiLogOptions): ApiLog {
  const { ids, write, manual } = options;
  const owner = {
    sessionId: options.sessionId,
    ...(options.agentId === null ? {} : { agentId: options.agentId }),
  };
  const shapeHash = ids.hex(64);
  let base: string | null = null;
  let sent = 0;
  let waiting: object[] = [];

  return {
    noteInput: (message) => {
      waiting.push(message);
    },
    writeRequest: (nowMs) => {
      const timestamp = new Date(nowMs).toISOString();
      if (base === null) {
        const shape = { system: manual.system.map((text) => ({ type: 'text', text })), tools: manual.tools };
        write(
          JSON.stringify({
            type: 'api-request-shape',
            ...owner,
            shapeHash,
            timestamp,
            version: options.version,
            shape,
          }),
        );
      }
      const tail = waiting.map((message) => {
        const hash = ids.hex(64);
        write(JSON.stringify({ type: 'api-request-blob', ...owner, hash, message }));
        return hash;
      });
      const id = ids.uuid();
      write(
        JSON.stringify({
          type: 'api-request',
          ...owner,
          id,
          timestamp,
          version: options.version,
          querySource: options.querySource,
          shapeHash,
          params: {
            model: options.model,
            betas: ['interleaved-thinking-2025-05-14', 'context-management-2025-06-27'],
            max_tokens: 32_000,
            thinking: { budget_tokens: 31_999, type: 'enabled', display: 'omitted' },
          },
          ...(base === null ? {} : { base }),
          keep: sent,
          tail,
          cacheControl: [{ path: ['system', 0], value: { type: 'ephemeral' } }],
          requestDigest: ids.hex(64),
        }),
      );
      base = id;
      sent += tail.length;
      waiting = [];
      return id;
    },
  };
}
