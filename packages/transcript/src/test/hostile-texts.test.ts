import { describe, expect, it } from 'vitest';
import { parseLine } from '../entries/parse-line.ts';
import { toolArgument, toolDetail } from '../entries/tool-argument.ts';
import { readCommand, typedText } from '../entries/user-text.ts';
import { whatIsAsked } from '../state/what-is-asked.ts';
import { hostileTexts } from './hostile-texts.ts';

/** So long that whatever looks at a sign for each other sign never comes to an end, and whatever looks once is done at once. */
const SIZE = 500_000;

describe.each(Object.entries(hostileTexts))('a transcript with %s', (_, make) => {
  it('[TR59] is read in one go, wherever a session puts it', () => {
    const text = make(SIZE);
    typedText(text);
    readCommand(`<bash-stdout>${text}`);
    readCommand(`/${text}`);
    for (const tool of ['Bash', 'AskUserQuestion', 'ExitPlanMode', 'mcp__x']) {
      for (const field of ['command', 'plan', 'question']) {
        toolArgument(tool, { [field]: text });
        toolDetail(tool, { [field]: text });
      }
    }
    whatIsAsked({ kind: 'other', reported: text, tool: null }, 'Claude');
    const message = { role: 'user', content: text };
    const line = JSON.stringify({ type: 'user', uuid: 'u', timestamp: '2026-01-01T00:00:00Z', message });
    expect(parseLine({ bytes: new TextEncoder().encode(line), offset: 0 })).toBeDefined();
  });
});

it('[TR59] context of an editor that is opened again and again and never closed is looked for once', () => {
  const open = Array.from(
    { length: 60_000 },
    (_, index) => `<ide_${'a'.repeat(index % 9)}b><system-reminder>`,
  );
  expect(typedText(open.join(''))).toHaveLength(open.join('').length);
});

it('[TR59] what was typed is found between what an editor put around it, whatever is left open', () => {
  expect(
    typedText('<ide_opened_file>a</ide_opened_file> fix <b> it <system-reminder>x</system-reminder>'),
  ).toBe('fix <b> it');
  expect(typedText('<ide_a>left open <system-reminder>x</system-reminder> go')).toBe('<ide_a>left open   go');
  expect(typedText('<ide_a>1<ide_a>2</ide_a>3</ide_a>')).toBe('3</ide_a>');
  expect(typedText('</ide_a><ide_a>x</ide_b>')).toBe('</ide_a><ide_a>x</ide_b>');
});
