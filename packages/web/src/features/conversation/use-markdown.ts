import { useEffect, useMemo, useState } from 'react';
import { readingPlace } from './markdown-budget.ts';
import { type ReadText, readMarkdown } from './read-markdown.ts';

const plain = (why: string): ReadText => ({ tree: null, why });
const tooLong = plain('It is too long to be drawn as Markdown.');
const tooSlow = plain('Its Markdown takes too long to read.');

/** What was read of long texts before: a list that is scrolled draws its messages again and again. */
const known = new Map<string, ReadText>();
const MOST_KNOWN = 32;

/** The Markdown of a text; null while a worker reads it. */
export function useMarkdown(text: string): ReadText | null {
  const here = useMemo(() => {
    const place = readingPlace(text);
    if (place === 'here') return readMarkdown(text);
    return place === 'nowhere' ? tooLong : (known.get(text) ?? null);
  }, [text]);
  const [asked, setAsked] = useState<{ text: string; read: ReadText } | null>(null);
  useEffect(() => {
    if (here !== null) return;
    let isCurrent = true;
    void askBeside(text).then((read) => isCurrent && setAsked({ text, read }));
    return () => {
      isCurrent = false;
    };
  }, [here, text]);
  return here ?? (asked?.text === text ? asked.read : null);
}

async function askBeside(text: string): Promise<ReadText> {
  const desks = await import('./reader-desks.ts').catch(() => null);
  const read = (await desks?.askMarkdown(text)) ?? tooSlow;
  known.set(text, read);
  const oldest = known.keys().next().value;
  if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  return read;
}
