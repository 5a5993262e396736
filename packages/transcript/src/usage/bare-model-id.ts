/** A model id without what clouds and proxies put before it: `us.anthropic.claude-...`, `anthropic/claude-...`. */
export function bareModelId(model: string): string {
  const start = model.toLowerCase().indexOf('claude-');
  return start === -1 ? model.toLowerCase() : model.toLowerCase().slice(start);
}
