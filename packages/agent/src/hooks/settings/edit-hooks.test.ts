import fc from 'fast-check';
import { expect, it } from 'vitest';
import { oddJson } from '../../test/odd-json.ts';
import { addHooks, findHooks, hasOtherHooks, removeHooks } from './edit-hooks.ts';
import { parseSettingsText } from './settings-document.ts';

const target = { id: 'abcdefgh1234', port: 17_400, token: 't'.repeat(43) };
const other = { id: 'other-agent-1', port: 17_401, token: 'o'.repeat(43) };

function add(text: string, to = target): string {
  const result = addHooks(text, to);
  if (typeof result !== 'string') throw new Error(result.problem);
  return result;
}

it('[HK2] adding and removing gives the same bytes, whatever was edited in between and whoever else is there', () => {
  fc.assert(
    fc.property(oddJson({ hasMark: true }), fc.stringMatching(/^[a-z]{0,9}$/), (text, word) => {
      const edit = (from: string): string => from.replace('"mark": 1', `"mark": "${word}", "added": [1]`);
      const both = add(add(text), other);
      const document = parseSettingsText(both);
      if (document.kind === 'unusable') throw new Error(document.problem);
      expect(findHooks(document, target)).toEqual({ isComplete: true, isPresent: true });
      expect(hasOtherHooks(document, target.id)).toBe(true);
      expect(removeHooks(removeHooks(edit(both), target.id, text) as string, other.id, text)).toBe(
        edit(text),
      );
      expect(removeHooks(removeHooks(edit(both), other.id, text) as string, target.id, text)).toBe(
        edit(text),
      );
    }),
    { numRuns: 400 },
  );
});

it('[HK2] takes its handler out of a group that somebody has added another one to', () => {
  const shared = add('{}').replace(
    /"hooks": \[(?=\s*\{\s*"type")/,
    '"hooks": [{ "type": "command", "command": "x" },',
  );
  const left = JSON.parse(removeHooks(shared, target.id, '{}') as string);
  expect(left).toEqual({
    hooks: { PermissionRequest: [{ matcher: '*', hooks: [{ type: 'command', command: 'x' }] }] },
  });
});

it('[HK3] lays out what it adds like the file around it', () => {
  expect(add('{\r\n\t"a": 1\r\n}\r\n')).toMatch(
    /^\{\r\n\t"a": 1,\r\n\t"hooks": \{\r\n\t\t"PermissionRequest": \[\r\n/,
  );
  expect(add('{"a":1}')).not.toContain('\n');
});
