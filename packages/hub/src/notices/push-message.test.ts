import { pushPayloadSchema } from '@orrery/protocol';
import { expect, it } from 'vitest';
import type { Notice } from './notice.ts';
import { MAX_PAYLOAD_BYTES, pushPayload } from './push-message.ts';

const notice: Notice = {
  id: 'n1',
  kind: 'permission',
  title: 'Claude asks to run Bash',
  body: 'Fix the build, on studio-01: npm test',
  session: { id: 's', title: 'Fix the build', project: 'p', person: null, state: 'waiting' },
  host: { id: 'h', name: 'studio-01' },
  url: 'http://127.0.0.1/',
  requestId: 'r1',
  at: 1,
  answer: { digest: 'd', body: 'npm test\nFix the build, on studio-01' },
  keys: [],
};
const read = (part: Partial<Notice>) =>
  pushPayloadSchema.parse(JSON.parse(Buffer.from(pushPayload({ ...notice, ...part })).toString()));

it('[NT6] a push that shows all of it says so, with the command first and what an answer must name', () => {
  expect(read({})).toMatchObject({
    ...{ body: 'npm test\nFix the build, on studio-01', requestId: 'r1', digest: 'd', isWhole: true },
  });
});

it('[NT6] a push that shows a part says that it does', () => {
  expect(read({ answer: { digest: 'd', body: null } })).toMatchObject({ body: notice.body, isWhole: false });
  expect(read({ answer: null })).toMatchObject({ digest: null, isWhole: false });
});

it('[NT6] a push that had to be cut to fit is not whole, whatever it showed before', () => {
  const cut = read({ answer: { digest: 'd', body: 'x'.repeat(MAX_PAYLOAD_BYTES) } });
  expect(cut.isWhole).toBe(false);
  expect(cut.body.endsWith('…')).toBe(true);
});
