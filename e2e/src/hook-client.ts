/** An http hook as it stands in a settings file: where the client sends events of one kind. */
export interface HookTarget {
  url: string;
  headers: Record<string, string>;
}

/** Hooks of a Claude folder, by the event's name. */
export type HookTargets = ReadonlyMap<string, HookTarget>;

/** What of a session its client tells with every event. */
export interface HookSession {
  id: string;
  cwd: string;
  transcriptPath: string;
}

/** Reads the text of a `settings.json` as the client does. */
export function readHookTargets(settings: string): HookTargets {
  const targets = new Map<string, HookTarget>();
  const { hooks } = JSON.parse(settings) as {
    hooks: Record<string, { hooks: { type: string; url?: string; headers?: Record<string, string> }[] }[]>;
  };
  for (const [event, matchers] of Object.entries(hooks)) {
    const found = matchers.flatMap((matcher) => matcher.hooks).find(({ type }) => type === 'http');
    if (found?.url !== undefined) targets.set(event, { url: found.url, headers: found.headers ?? {} });
  }
  return targets;
}

/** Sends one event. Resolves with the body once it is answered, which for a permission request is when it is decided. */
export async function sendHook(targets: HookTargets, event: string, body: string): Promise<string> {
  const target = targets.get(event);
  if (target === undefined) throw new Error(`No http hook is installed for ${event}.`);
  const headers = { ...target.headers, 'content-type': 'application/json' };
  const response = await fetch(target.url, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${event}: ${response.status} ${text}`);
  return text;
}

/** What a client sends with every event. */
export function hookPayload(session: HookSession, event: string, fields: object = {}): string {
  return JSON.stringify({
    session_id: session.id,
    transcript_path: session.transcriptPath,
    cwd: session.cwd,
    permission_mode: 'default',
    hook_event_name: event,
    ...fields,
  });
}
