import { useEffect, useMemo, useState } from 'react';
import { readingPlace } from './markdown-budget.ts';
import { type ReadText, readMarkdown } from './read-markdown.ts';
import { askMarkdown, knownMarkdown } from './reader-desks.ts';

const tooLong: ReadText = { tree: null, why: 'It is too long to be drawn as Markdown.' };

/** The Markdown of a text; null while a worker reads it. */
export function useMarkdown(text: string): ReadText | null {
  const here = useMemo(() => {
    const place = readingPlace(text);
    if (place === 'here') return readMarkdown(text);
    return place === 'nowhere' ? tooLong : (knownMarkdown(text) ?? null);
  }, [text]);
  const [asked, setAsked] = useState<{ text: string; read: ReadText } | null>(null);
  useEffect(() => {
    if (here !== null) return;
    let isCurrent = true;
    void askMarkdown(text).then((read) => isCurrent && setAsked({ text, read }));
    return () => {
      isCurrent = false;
    };
  }, [here, text]);
  return here ?? (asked?.text === text ? asked.read : null);
}
