import type { Manual } from './manual.ts';
import type { Thread } from './thread.ts';

/** What a client puts beside the first prompt of a thread; none before 2.1.120, a dozen records in 2.1.330. */
export function writeOpeningAttachments(thread: Thread, manual: Manual): void {
  const { version, cwd, model, clock } = thread.options;
  if (!version.modern) return;
  const skills = manual.skills.join('\n');
  const listing = {
    type: 'skill_listing',
    content: version.apiLog ? skills : skills.slice(0, 2_500),
    skillCount: manual.skills.length,
    isInitial: true,
  };
  const isMain = thread.options.agentId === null;
  if (!version.apiLog) {
    if (isMain && version.registry === 'named') writeAgentListing(thread, manual);
    // 2.1.120 gives sub-agents nothing beside their task.
    if (isMain || version.registry === 'named') thread.attachment(listing);
    return;
  }
  const snapshot = {
    workingDirectory: cwd,
    isWorktree: false,
    isGitRepo: true,
    platform: 'linux',
    shell: 'bash',
  };
  thread.attachment({ type: 'environment', snapshot }, `# Environment\n - Primary working directory: ${cwd}`);
  thread.attachment({ type: 'model', identity: { modelId: model } }, `The model is ${model}.`);
  const names = [
    'CronCreate',
    'EnterPlanMode',
    'ExitPlanMode',
    'Monitor',
    'SendMessage',
    'TaskCreate',
    'TaskUpdate',
  ];
  thread.attachment(
    { type: 'deferred_tools_delta', addedNames: names, addedLines: names, removedNames: [] },
    `More tools:\n${names.join('\n')}`,
  );
  if (isMain) writeAgentListing(thread, manual);
  thread.attachment(listing, `Skills:\n\n${skills}`);
  writeTokensReminder(thread, 15_000_000);
  thread.attachment(
    { type: 'session_context', context: { gitStatus: `Current branch: ${thread.options.gitBranch}` } },
    `# gitStatus\nCurrent branch: ${thread.options.gitBranch}`,
  );
  const date = new Date(clock.now()).toISOString().slice(0, 10);
  thread.attachment({ type: 'date', date }, `Today's date is ${date}.`);
  writePromptSnapshot(thread, manual, false);
}

/** Instructions in full, again; with tools near 115 kB in one line. */
export function writePromptSnapshot(thread: Thread, manual: Manual, withTools: boolean): void {
  if (!thread.options.version.apiLog) return;
  thread.attachment({
    type: 'prompt_snapshot',
    systemPrompt: manual.system,
    ...(withTools ? { tools: manual.tools } : {}),
    reminderFold: false,
    contextRendering: 'announced',
  });
}

/** The budget reminder that stands before every request of the newest clients. */
export function writeTokensReminder(thread: Thread, tokensLeft: number): void {
  if (!thread.options.version.apiLog) return;
  const text = `<total_tokens>${tokensLeft} tokens left</total_tokens>`;
  thread.attachment({ type: 'total_tokens_reminder', text }, text);
}

function writeAgentListing(thread: Thread, manual: Manual): void {
  thread.attachment(
    {
      type: 'agent_listing_delta',
      addedTypes: ['Explore', 'general-purpose'],
      addedLines: manual.agentTypes,
      isInitial: true,
    },
    `Available agent types:\n${manual.agentTypes.join('\n')}`,
  );
}
