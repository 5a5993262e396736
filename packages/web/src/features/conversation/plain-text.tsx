import { useState } from 'react';
import { beginningToName, withTurnsNamed } from '../../format/visible-text.ts';
import { LongText } from '../../ui/long-text.tsx';
import { ShowAll } from './show-all.tsx';

/** Longer texts are rarely read to their end here; they are asked for. */
const MOST_SHOWN_SIGNS = 50_000;

/** A text as it is, with why it is not drawn in its own form. */
export function PlainText({ text, why }: { text: string; why: string | null }) {
  const [isWhole, setWhole] = useState(false);
  const beginning = isWhole ? text : beginningToName(text, MOST_SHOWN_SIGNS);
  return (
    <div data-testid="plain-text">
      <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
        <LongText text={withTurnsNamed(beginning)} />
      </p>
      <ShowAll shown={beginning.length} of={text.length} onShow={() => setWhole(true)} />
      {why !== null && <p className="mt-1 text-12 text-fg-3">Shown as plain text. {why}</p>}
    </div>
  );
}
