import { withTurnsNamed } from '../../format/visible-text.ts';

/** A text as it is, with why it is not drawn in its own form. */
export function PlainText({ text, why }: { text: string; why: string | null }) {
  return (
    <div data-testid="plain-text">
      <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{withTurnsNamed(text)}</p>
      {why !== null && <p className="mt-1 text-12 text-fg-3">Shown as plain text. {why}</p>}
    </div>
  );
}
