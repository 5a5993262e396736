import { alertNames } from '../../state/session-status.ts';
import type { SessionSummary } from '../../state/wire-types.ts';

/** An alert in a word; its evidence is beside it or in the hover text. Solid only where a person is needed. */
export function AlertBadge({ alert }: { alert: SessionSummary['alerts'][number] }) {
  const isSolid =
    alert.kind === 'burning' ||
    alert.kind === 'looping' ||
    alert.kind === 'stuck' ||
    alert.kind === 'erroring';
  return (
    <span
      data-testid="alert-badge"
      data-alert={alert.kind}
      title={alert.evidence}
      className={`inline-flex h-[18px] flex-none items-center rounded-chip px-1.5 text-11 font-bold whitespace-nowrap ${
        isSolid ? 'bg-danger-solid text-on-danger' : 'text-fg-2 ring-1 ring-line-strong ring-inset'
      }`}
    >
      {alertNames[alert.kind]}
    </span>
  );
}
