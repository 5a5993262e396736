import { lazy, Suspense } from 'react';
import type { EntryProps } from './entry-view.tsx';

/** The readers of messages come in their own chunk: the fleet is on screen before Markdown is. */
const load = () => import('./views.ts');
const LazyEntry = lazy(() => load().then((views) => ({ default: views.EntryView })));
const LazyInput = lazy(() => load().then((views) => ({ default: views.ToolInputView })));
const LazyCode = lazy(() => load().then((views) => ({ default: views.CodeBlock })));
const LazyMarkdown = lazy(() => load().then((views) => ({ default: views.Markdown })));

/** One line of a transcript as a person reads it. */
export function EntryView(props: EntryProps) {
  return (
    <Suspense fallback={null}>
      <LazyEntry {...props} />
    </Suspense>
  );
}

/** What a tool was asked to do, whole. */
export function ToolInputView(props: { tool: string; input: unknown }) {
  return (
    <Suspense fallback={null}>
      <LazyInput {...props} />
    </Suspense>
  );
}

/** Code as it is in the file. */
export function CodeBlock(props: { code: string; language: string | null }) {
  return (
    <Suspense fallback={null}>
      <LazyCode {...props} />
    </Suspense>
  );
}

/** Markdown, made harmless. */
export function Markdown(props: { text: string }) {
  return (
    <Suspense fallback={null}>
      <LazyMarkdown {...props} />
    </Suspense>
  );
}
