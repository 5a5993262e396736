/** Tools that start an agent. Their calls ask nobody, and are open for as long as the agent works. */
export const LAUNCHING_TOOLS: ReadonlySet<string> = new Set(['Task', 'Agent']);
