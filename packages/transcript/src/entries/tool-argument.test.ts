import { expect, it } from 'vitest';
import { toolArgument, toolDetail } from './tool-argument.ts';

it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  '[TR14] a tool called %s has its argument like any other',
  (name) => {
    expect(toolArgument(name, { command: 'ls' })).toBe('ls');
    expect(toolDetail(name, { note: 'hello' })).toBe('hello');
  },
);
