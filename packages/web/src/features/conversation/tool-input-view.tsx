import { useMemo } from 'react';
import { withTurnsNamed, withUnseenNamed } from '../../format/visible-text.ts';
import { Pieces } from '../../ui/long-text.tsx';
import { CodeBlock } from './code-block.tsx';
import { DiffBlock } from './diff-block.tsx';
import { languageOfPath } from './languages.ts';
import { readToolInput, type ToolInput } from './tool-input.ts';

/** What a tool was asked to do, whole. */
export function ToolInputView({ tool, input }: { tool: string; input: unknown }) {
  const read = useMemo(() => readToolInput(tool, input), [tool, input]);
  return (
    <>
      <MainInput read={read} />
      {read.kind !== 'json' && read.rest !== null && <RestOfInput text={read.rest} />}
    </>
  );
}

/** What else a tool was asked, beside what is shown in a form of its own. */
export function RestOfInput({ text }: { text: string }) {
  return (
    <p className="mt-1.5 text-12 break-words text-fg-2">
      Also:{' '}
      <code className="font-mono text-11">
        <Pieces text={withUnseenNamed(text)} />
      </code>
    </p>
  );
}

function MainInput({ read }: { read: ToolInput }) {
  switch (read.kind) {
    case 'command':
      return (
        <>
          {read.description !== null && (
            <p className="mb-1 text-12 break-words text-fg-2">
              <Pieces text={withUnseenNamed(read.description)} />
            </p>
          )}
          <CodeBlock code={read.command} language="bash" />
        </>
      );
    case 'edit':
      return <DiffBlock path={read.path} edits={read.edits} />;
    case 'write':
      return (
        <CodeBlock
          code={read.content}
          language={languageOfPath(read.path)}
          title={withTurnsNamed(read.path)}
        />
      );
    case 'json':
      return <CodeBlock code={read.text} language="json" />;
  }
}
