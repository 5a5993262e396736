const DEFAULT_WINDOW = 200_000;
const LARGE_WINDOW = 1_000_000;

/**
 * Tokens that fit the model's context window. The client marks the large one with `[1m]`, but not in the API's model
 * ids; a window that already holds more than the default is the large one, and so is every later one of the session's with that
 * model, `largeModel`.
 */
export function contextWindowOf(
  model: string | null,
  contextTokens = 0,
  largeModel: string | null = null,
): number {
  if (model?.includes('[1m]') === true || contextTokens > DEFAULT_WINDOW) return LARGE_WINDOW;
  return model !== null && model === largeModel ? LARGE_WINDOW : DEFAULT_WINDOW;
}
