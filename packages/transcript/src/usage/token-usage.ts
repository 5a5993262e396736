/** Tokens of API messages, in the API's own four classes, and their price in millionths of a US dollar. */
export interface TokenUsage {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  costMicros: number;
}

/**
 * What one line says of its API message's tokens. Several lines carry the same `messageId`: group by it and take
 * the maximum of each field, over all files (forked sessions repeat old messages). Never sum lines.
 */
export interface MessageUsage {
  messageId: string;
  agentId: string | null;
  model: string;
  at: number | null;
  input: number;
  output: number;
  cacheRead: number;
  /** Cache writes with a five-minute lifetime, priced 1.25 x input. */
  cacheWrite5m: number;
  /** Cache writes with a one-hour lifetime, priced 2 x input. */
  cacheWrite1h: number;
  /** The client of some versions writes only the start value of `output`: the number is a lower bound. */
  isLowerBound: boolean;
}
