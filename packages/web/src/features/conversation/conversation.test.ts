import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTail } from '../../gallery/tail.ts';
import { shownSessionId } from '../../gallery/world.ts';
import { runOfPage, withLiveEntries, withPageAfter, withPageBefore } from './entry-pages.ts';
import { highlight } from './highlighter.ts';
import { languageOfPath } from './languages.ts';
import { diffLines } from './line-diff.ts';
import { readToolInput } from './tool-input.ts';

const [first] = createTail(shownSessionId, 0).entries;
if (first === undefined) throw new Error('The tail is empty.');
const entries = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ ...first, seq: from + index }));
const seqs = (run: { entries: readonly { seq: number }[] }) => run.entries.map(({ seq }) => seq);

describe('pages of a conversation', () => {
  const middle = runOfPage({ items: entries(10, 12), hasBefore: true, hasAfter: true });

  it('join without doubles, at both ends', () => {
    const before = withPageBefore(middle, { items: entries(8, 10), hasBefore: false, hasAfter: true });
    expect(seqs(before)).toEqual([8, 9, 10, 11, 12]);
    expect(before).toMatchObject({ hasBefore: false, hasAfter: true });
    const after = withPageAfter(before, { items: entries(12, 13), hasBefore: true, hasAfter: false });
    expect(seqs(after)).toEqual([8, 9, 10, 11, 12, 13]);
    expect(after).toMatchObject({ hasBefore: false, hasAfter: false });
  });

  it('at the end of the conversation take what the live link tells', () => {
    const end = runOfPage({ items: entries(10, 12), hasBefore: true, hasAfter: false });
    expect(seqs(withLiveEntries(end, entries(11, 14)))).toEqual([10, 11, 12, 13, 14]);
  });

  it('elsewhere leave the live link alone', () => {
    expect(withLiveEntries(middle, entries(90, 92))).toBe(middle);
  });

  it('never hide a gap between what is loaded and what is live', () => {
    const end = runOfPage({ items: entries(10, 12), hasBefore: true, hasAfter: false });
    expect(withLiveEntries(end, entries(90, 92))).toMatchObject({ entries: end.entries, hasAfter: true });
  });
});

describe('line diff', () => {
  it('shows what stays once, between what goes and what comes', () => {
    const lines = diffLines('a\nb\nc', 'a\nx\nc\nd').map(({ kind, text }) => `${kind[0]}${text}`);
    expect(lines).toEqual(['sa', 'rb', 'ax', 'sc', 'ad']);
  });

  it('gives both texts back, whatever they are', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '', '  d'), { maxLength: 12 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const side = (not: string) =>
          lines
            .filter(({ kind }) => kind !== not)
            .map((line) => line.text)
            .join('\n');
        expect(side('added')).toBe(before);
        expect(side('removed')).toBe(after);
      }),
    );
  });
});

describe('tool input', () => {
  it('of edits is their two sides', () => {
    const read = readToolInput('Edit', {
      file_path: 'a.ts',
      old_string: 'x',
      new_string: 'y',
      replace_all: true,
    });
    expect(read).toEqual({
      ...{ kind: 'edit', path: 'a.ts', edits: [{ before: 'x', after: 'y' }] },
      rest: '{"replace_all":true}',
    });
  });

  it('of a shape that is not known is its JSON', () => {
    expect(readToolInput('Edit', { file: 1 })).toEqual({ kind: 'json', text: '{\n  "file": 1\n}' });
    expect(readToolInput('mcp__x', undefined)).toEqual({ kind: 'json', text: 'null' });
  });

  it('is summed up by the argument a person looks for', () => {});
});

describe('highlighter', () => {
  it('colours with variables of the theme, and keeps every character', async () => {
    const code = 'const a = "b"; // c\n';
    const lines = await highlight(code, 'ts');
    expect(lines?.map((line) => line.map(({ text }) => text).join('')).join('\n')).toBe(code);
    expect(lines?.[0]?.some(({ colour }) => colour === 'var(--code-token-keyword)')).toBe(true);
  });

  it('has nothing to say of a language it does not know', async () => {
    expect(await highlight('x', 'brainfuck')).toBeNull();
    expect(await highlight('x', 'constructor')).toBeNull();
  });

  it('knows files by their endings', () => {
    expect(['a/b.tsx', 'x.py', 'Makefile', 'x.toString'].map(languageOfPath)).toEqual([
      'tsx',
      'python',
      null,
      null,
    ]);
  });
});
