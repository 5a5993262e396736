import { expect, it } from 'vitest';
import { decisionReply } from './decision-reply.ts';

const HOSTILE = '\u001b]52;c;cm0gLXJmIH4=\u0007\u001b[2J\u202e\u{e0041}';
const question = { questions: [{ question: 'Which?' }] };
const asked = { tool: 'AskUserQuestion', input: question, shownInput: question, suggestions: [] };

it('[HK45] nothing that a terminal obeys gets into a client by the reason of a denial', () => {
  const { body } = decisionReply(asked, { behavior: 'deny', message: `${HOSTILE}no,\n\tnot now` }) as {
    body: object;
  };
  expect(JSON.stringify(body)).toContain(JSON.stringify(']52;c;cm0gLXJmIH4=[2Jno,\n\tnot now'));
});

it('[HK45] a reason of which nothing is left is said for the person', () => {
  const { body } = decisionReply(asked, { behavior: 'deny', message: '\u001b\u202e' }) as { body: object };
  expect(JSON.stringify(body)).toContain('Denied from the Orrery page.');
});

it('[HK45] nor by an answer, and one of which nothing is left is none', () => {
  const allow = (answer: string) =>
    decisionReply(asked, { behavior: 'allow', alwaysAllow: [], answers: { 'Which?': answer } });
  expect(JSON.stringify(allow(`${HOSTILE}yes`))).toContain('"answers":{"Which?":"]52;c;cm0gLXJmIH4=[2Jyes"}');
  expect(allow('\u001b\u202e')).toHaveProperty('refusal');
});
