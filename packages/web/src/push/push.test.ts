import { noticeKindSchema, type PushPayload, pushPayloadSchema } from '@orrery/protocol';
import { describe, expect, it, vi } from 'vitest';
import { browserLabel } from './browser-label.ts';
import { answerPath, failureOf, notificationOf, readData, sessionPath } from './notification.ts';
import { parsePushPayload } from './push-payload.ts';
import { within } from './within.ts';

const payload: PushPayload = {
  kind: 'permission',
  sessionId: 's/1',
  title: 'Ana, studio-01: test-runner asks to run Bash',
  body: 'pnpm prisma migrate deploy',
  requestId: 'r 1',
  digest: 'd'.repeat(64),
  isWhole: true,
  at: 5,
};

describe('what the hub pushes', () => {
  it('is read as the schema reads it, for every kind', () => {
    for (const kind of noticeKindSchema.options) {
      const text = JSON.stringify({ ...payload, kind, extra: true });
      expect(parsePushPayload(text)).toEqual(pushPayloadSchema.parse(JSON.parse(text)));
    }
  });

  it('is refused when it is anything else', () => {
    const broken = [
      ...[{ kind: 'other' }, { sessionId: 1 }, { requestId: 2 }, { at: 'now' }, { title: null }],
      ...[{ digest: 3 }, { digest: undefined }, { isWhole: 'yes' }, { isWhole: undefined }],
    ];
    for (const change of broken)
      expect(parsePushPayload(JSON.stringify({ ...payload, ...change }))).toBeNull();
    for (const text of ['', 'null', '[]', '{', '"x"']) expect(parsePushPayload(text)).toBeNull();
  });
});

describe('notification', () => {
  it('replaces the older one of its session, and offers to answer a permission', () => {
    const { title, options } = notificationOf(payload, false);
    expect([title, options.tag, options.renotify]).toEqual([payload.title, 's/1', true]);
    expect(options.actions.map(({ action }) => action)).toEqual(['approve', 'deny']);
    expect(readData(structuredClone(options.data))).toEqual(options.data);
  });

  it('[WC19] offers no Approve for what it does not show whole, and nothing where an answer could not name it', () => {
    const actions = (more: Partial<PushPayload>) =>
      notificationOf({ ...payload, ...more }, false).options.actions.map(({ action }) => action);
    expect(actions({ isWhole: false })).toEqual(['deny']);
    expect(actions({ digest: null })).toEqual([]);
  });

  it('offers no answer where none can be given', () => {
    expect(notificationOf({ ...payload, requestId: null }, false).options.actions).toEqual([]);
    expect(notificationOf({ ...payload, kind: 'answer' }, false).options.actions).toEqual([]);
    expect(notificationOf({ ...payload, kind: 'looping' }, false).options.data.requestId).toBeNull();
  });

  it('makes no sound for whoever looks at the page', () => {
    expect(notificationOf(payload, true).options).toMatchObject({ silent: true, renotify: false });
  });

  it('leads to its session and its request, whatever their names hold', () => {
    expect(sessionPath('s/1')).toBe('/?session=s%2F1');
    expect(answerPath('r 1', 'deny')).toBe('/api/permissions/r%201/deny');
    expect(readData(undefined)).toBeNull();
    expect(readData({ sessionId: 1 })).toBeNull();
  });

  it('says what did not happen when an answer fails', () => {
    const data = { sessionId: 's', requestId: 'r', digest: 'd', title: 'Deploy' };
    expect(failureOf('approve', data, null)).toMatchObject({
      title: 'Approve may not have reached the hub',
      options: {
        body: 'Deploy: The connection to the hub broke. If Orrery still shows the request, nothing was done.',
        actions: [],
      },
    });
    expect(failureOf('deny', data, { status: 409, message: 'Ana approved it 2 s ago.' })).toMatchObject({
      title: 'Deny did not go through',
      options: { body: 'Deploy: Ana approved it 2 s ago.' },
    });
    expect(failureOf('deny', data, { status: 403, message: 'Your role is viewer.' }).options.body).toBe(
      'Deploy: Your role is viewer. Claude still waits.',
    );
    expect(failureOf('approve', data, { status: 401, message: '' }).options.body).toContain('signed out');
  });
});

it('names a browser by what it says of itself', () => {
  expect(browserLabel('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36')).toBe(
    'Chrome on Linux',
  );
  expect(
    browserLabel('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1'),
  ).toBe('Safari on iPhone');
  expect(browserLabel('Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0')).toBe(
    'Edge on Windows',
  );
  expect(browserLabel('Mozilla/5.0 (Macintosh; Intel Mac OS X) Gecko/2010 Firefox/140.0')).toBe(
    'Firefox on Mac',
  );
  expect(browserLabel('')).toBe('Browser');
});

describe('a browser that never answers', () => {
  it('is given up after a while, and what it says later is dropped', async () => {
    vi.useFakeTimers();
    const never = within(20_000, new Promise(() => undefined));
    const given = expect(never).rejects.toThrow('No answer within 20 s.');
    await vi.advanceTimersByTimeAsync(20_000);
    await given;
    expect(await within(20_000, Promise.resolve('in time'))).toBe('in time');
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});
