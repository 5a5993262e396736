import type { HookReport } from '@orrery/protocol';
import type { HookPayload } from '../receiver/hook-payload.ts';

/** What a hook says of its session's state; null when it says nothing of it. */
export function deriveHookStatus(payload: HookPayload): Pick<HookReport, 'status' | 'reason'> | null {
  const reason = payload.hook_event_name;
  switch (reason) {
    case 'SessionEnd':
      return { status: 'ended', reason };
    case 'PermissionRequest':
      return { status: 'waiting', reason };
    case 'Notification':
      return deriveFromNotification(payload);
    case 'UserPromptSubmit':
    case 'PostToolUse':
    case 'PostToolUseFailure':
      // A sub-agent in the background works on while the session sits at its prompt.
      return payload.agent_id === null ? { status: 'busy', reason } : null;
    case 'Stop':
      return payload.agent_id === null ? { status: 'idle', reason } : null;
    default:
      return null;
  }
}

function deriveFromNotification({
  notification_type,
  message,
}: HookPayload): Pick<HookReport, 'status' | 'reason'> | null {
  const reason = (message ?? notification_type ?? 'Notification').slice(0, 256);
  switch (notification_type) {
    case 'permission_prompt':
    case 'elicitation_dialog':
      return { status: 'waiting', reason };
    case 'idle_prompt':
      return { status: 'idle', reason };
    default:
      return null;
  }
}
