import { describe, expect, it } from 'vitest';
import { requestRow } from '../../test/control-rig.ts';
import { sessionRow, waitingRow } from '../../test/rows.ts';
import { askedBy, askedInShort, askersOf, cardRequest, commandOf, formatExpiry } from './asked.ts';

describe('what is asked', () => {
  it('[WC12] names who asks', () => {
    expect(askedBy(requestRow('r'))).toBe('Claude asks to run Bash');
    expect(askedBy(requestRow('r', { agentType: 'test-runner' }))).toBe('test-runner asks to run Bash');
    expect(askedBy(requestRow('r', { kind: 'plan' }))).toBe('Claude asks to approve a plan');
  });

  it('[WC12] is the whole command, and its first line where there is little room', () => {
    const request = requestRow('r', { text: 'set -e', input: { command: 'set -e\nrm -r dist' } });
    expect(commandOf(request)).toBe('set -e\nrm -r dist');
    expect(askedInShort(request)).toBe('set -e');
    expect(commandOf(requestRow('r', { input: null, text: 'ls' }))).toBe('ls');
    expect(askedInShort(requestRow('r', { tool: 'Edit', text: 'a.ts' }))).toBe('Edit a.ts');
    expect(commandOf(requestRow('r', { tool: 'Edit' }))).toBeNull();
  });

  it('[WC12] a plan is what it begins with, not its heading', () => {
    const plan = (text: string) =>
      askedInShort(requestRow('r', { kind: 'plan', tool: 'ExitPlanMode', text }));
    expect(plan('# Plan\n\n1. Copy the invoices\n2. Compare')).toBe('Plan: Copy the invoices');
    expect(plan('## Move to tenants\nFirst')).toBe('Plan: Move to tenants');
    expect(plan('-5 degrees and colder')).toBe('Plan: -5 degrees and colder');
  });

  it('[WC12] a card answers permissions only: questions and plans must be read first', () => {
    expect(cardRequest(sessionRow('a', { requests: [requestRow('r1'), requestRow('r2')] }))?.id).toBe('r1');
    expect(cardRequest(sessionRow('a', { requests: [requestRow('r1', { kind: 'plan' })] }))).toBeNull();
    expect(cardRequest(undefined)).toBeNull();
  });

  it('[WC12] marks every agent that asks', () => {
    const requests = [
      requestRow('1', { agentId: 'a4' }),
      requestRow('2'),
      requestRow('3', { agentId: 'a4' }),
    ];
    expect(askersOf(sessionRow('a', { requests }))).toEqual(['a4', 'main']);
    expect(askersOf(waitingRow('a', 'permission', 0))).toEqual(['main']);
    expect(askersOf(sessionRow('a'))).toEqual([]);
  });

  it('[WC12] tells the end of a request when it is near', () => {
    expect([-200_000, -120_000, -45_000, -1, 0].map(formatExpiry)).toEqual([
      '',
      'expires in 2 min',
      'expires in 45 s',
      'expires in 1 s',
      'expired',
    ]);
  });
});
