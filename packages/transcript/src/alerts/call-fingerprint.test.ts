import { describe, expect, it } from 'vitest';
import { callFingerprint, callLabel, isPolling } from './call-fingerprint.ts';

describe('a call as patterns see it', () => {
  it('[TR35] is the same whatever the order of its fields', () => {
    const one = callFingerprint('Edit', { file_path: '/a.ts', edits: [{ old: 'x', new: 'y' }] });
    const other = callFingerprint('Edit', { edits: [{ new: 'y', old: 'x' }], file_path: '/a.ts' });
    expect(one).toBe(other);
  });

  it('[TR35] differs with the tool, and with anything in the input', () => {
    const long = 'x'.repeat(50_000);
    const inputs: [string, unknown][] = [
      ['Edit', { a: '1' }],
      ['Write', { a: '1' }],
      ['Edit', { a: 1 }],
      ['Edit', { b: '1' }],
      ['Edit', { a: ['1'] }],
      ['Edit', { a: { 1: '' } }],
      ['Edit', { a: null }],
      ['Edit', { a: true }],
      ['Edit', {}],
      ['Edit', { a: ['1', '2'] }],
      ['Edit', { a: ['12'] }],
      ['Edit', { a: `${long}1${long}` }],
      ['Edit', { a: `${long}2${long}` }],
      ['Edit', { a: `${long}12${long}` }],
    ];
    expect(new Set(inputs.map(([name, input]) => callFingerprint(name, input))).size).toBe(inputs.length);
  });

  it('[TR39] is told by its tool and the last part of its path, or its first words', () => {
    expect(callLabel('Edit', '/home/ana/shop/e2e/checkout.spec.ts')).toBe('Edit on checkout.spec.ts');
    expect(callLabel('Edit', 'C:\\Users\\mei\\my shop\\cart.ts')).toBe('Edit on cart.ts');
    expect(callLabel('mcp__files__open', 'src/main.rs')).toBe('mcp__files__open on main.rs');
    expect(callLabel('Bash', 'npm test')).toBe('Bash "npm test"');
    expect(callLabel('Bash', 'cargo test --workspace --all-features --no-fail-fast')).toBe(
      'Bash "cargo test --workspace…"',
    );
    expect(callLabel('TodoRead', '')).toBe('TodoRead');
  });

  it('[TR35] only waits when it asks after a task or sleeps', () => {
    expect(isPolling('TaskOutput', { task_id: 'b1' })).toBe(true);
    expect(isPolling('Bash', { command: 'sleep 30 && gh run view 12' })).toBe(true);
    expect(isPolling('Bash', { command: 'gh run view 12; sleep $PAUSE' })).toBe(true);
    expect(isPolling('Bash', { command: 'npm run sleep-test' })).toBe(false);
    expect(isPolling('Bash', { command: 'grep -r "sleep 5" src' })).toBe(false);
    expect(isPolling('Read', { file_path: 'sleep 5' })).toBe(false);
  });
});
