import { useMemo } from 'react';
import { CodeBlock } from './code-block.tsx';
import { DiffBlock } from './diff-block.tsx';
import { languageOfPath } from './languages.ts';
import { readToolInput } from './tool-input.ts';

/** What a tool was asked to do, whole. */
export function ToolInputView({ tool, input }: { tool: string; input: unknown }) {
  const read = useMemo(() => readToolInput(tool, input), [tool, input]);
  switch (read.kind) {
    case 'command':
      return (
        <>
          {read.description !== null && <p className="mb-1 text-12 text-fg-2">{read.description}</p>}
          <CodeBlock code={read.command} language="bash" />
        </>
      );
    case 'edit':
      return <DiffBlock path={read.path} edits={read.edits} />;
    case 'write':
      return <CodeBlock code={read.content} language={languageOfPath(read.path)} title={read.path} />;
    case 'json':
      return <CodeBlock code={read.text} language="json" />;
  }
}
