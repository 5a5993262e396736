import type { CodeLine } from './highlighter.ts';
import type { ReadText } from './read-markdown.ts';
import { createWorkerDesk, type WorkerDesk } from './worker-desk.ts';

/** What the worker does. */
export type ReaderJob = { kind: 'markdown'; text: string } | { kind: 'code'; code: string; language: string };

/** The first piece waits for the worker and its grammars to be fetched too. */
const LIMIT_MS = 4_000;

const createDesk = () =>
  createWorkerDesk({
    createWorker(onMessage, onError) {
      const worker = new Worker(new URL('./reader-worker.ts', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }) => onMessage(data);
      worker.onerror = onError;
      return worker;
    },
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs);
      return () => clearTimeout(timer);
    },
    limitMs: LIMIT_MS,
  });

// One each for as long as the page is open: no code keeps a message from being read.
let markdownDesk: WorkerDesk | undefined;
let codeDesk: WorkerDesk | undefined;

/** Reads Markdown beside the page; null where it takes too long. */
export async function askMarkdown(text: string): Promise<ReadText | null> {
  markdownDesk ??= createDesk();
  return (await markdownDesk.ask({ kind: 'markdown', text } satisfies ReaderJob)) as ReadText | null;
}

/** Colours code beside the page; null where it cannot be done, or takes too long. */
export async function askHighlight(code: string, language: string): Promise<readonly CodeLine[] | null> {
  codeDesk ??= createDesk();
  return (await codeDesk.ask({ kind: 'code', code, language } satisfies ReaderJob)) as
    | readonly CodeLine[]
    | null;
}
