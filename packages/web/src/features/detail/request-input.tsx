import { useMemo } from 'react';
import { withUnseenNamed } from '../../format/visible-text.ts';
import type { PermissionRequestView } from '../../state/wire-types.ts';
import { Pieces } from '../../ui/long-text.tsx';
import { Markdown, RestOfInput, ToolInputView } from '../conversation/lazy-views.tsx';
import { PlainBoundary } from '../conversation/plain-boundary.tsx';
import { readToolInput } from '../conversation/tool-input.ts';
import { planOf } from './question-input.ts';

/** What a person must read before the answer: the plan, the diff, or the input of another tool. */
export function RequestInput({ request }: { request: PermissionRequestView }) {
  return (
    <PlainBoundary text={() => JSON.stringify(request.input, null, 2)}>
      <Input request={request} />
    </PlainBoundary>
  );
}

function Input({ request }: { request: PermissionRequestView }) {
  const { kind, tool, input } = request;
  const read = useMemo(() => readToolInput(tool, input), [tool, input]);
  if (kind === 'plan') {
    return (
      // biome-ignore lint/a11y/useSemanticElements: a region of its own that scrolls
      <div
        role="region"
        aria-label="The plan"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        data-scrolls
        data-whole
        className="mt-2 max-h-[38vh] overflow-y-auto rounded-control bg-well px-3 py-2 ring-1 ring-line-strong ring-inset"
      >
        <Markdown text={planOf(request)} isAsked />
      </div>
    );
  }
  // The bar says that it is too large.
  if (input === null || input === undefined) return null;
  if (read.kind === 'command')
    return (
      <>
        {read.description !== null && (
          <p className="mt-1.5 text-12 break-words text-fg-2">
            <Pieces text={withUnseenNamed(read.description)} />
          </p>
        )}
        {read.rest !== null && <RestOfInput text={read.rest} />}
      </>
    );
  return (
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      data-scrolls
      data-whole
      className="mt-2 max-h-[34vh] overflow-y-auto"
    >
      <ToolInputView tool={tool} input={input} />
    </div>
  );
}
