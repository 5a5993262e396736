import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { shownSessionId } from '../gallery/world.ts';
import { withDigest } from '../gallery/world-requests.ts';
import { axeFaults } from './axe.ts';
import { requestRow } from './control-rig.ts';
import type { FakeHub } from './fake-hub.ts';
import { openPages, type Pages } from './open-page.ts';
import { worldWith } from './world-with.ts';

const certbotId = '00000000-0000-4000-8000-000000000001';
const questionId = '00000000-0000-4000-8000-000000000004';
const detail = `/?session=${shownSessionId}`;

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
});
afterEach(() => pages.reset());
afterAll(() => pages.close());

const bar = (page: Page) => page.getByTestId('permission-bar');
const card = (page: Page, id: string) => page.locator(`[data-testid=session-card][data-session-id="${id}"]`);
const answers = (page: Page, title: string) => page.getByRole('group', { name: `Answer ${title}` });
/** Waits until a button has been there long enough to be meant. */
const armed = (page: Page) => page.waitForTimeout(450);
const pathsOf = (hub: FakeHub) => hub.control.acts.map(({ method, path }) => `${method} ${path}`);

/** What an answer carries: the page's own count of what it showed; the fake hub refuses another. */
const digest = expect.stringMatching(/^[0-9a-f]{64}$/);

describe('what is not on screen whole', () => {
  const long = `echo first\n${'echo more of it\n'.repeat(60)}rm -rf ~`;
  const asks = (command: string) =>
    worldWith((session) => {
      const [asked] = session.requests;
      if (asked === undefined) throw new Error('The world has requests.');
      session.requests = [withDigest(session.id, { ...asked, text: command, input: { command } })];
    });

  it('[WC19] is not approved from a card: it says so, can be denied, and A does nothing', async () => {
    const { page, hub } = await pages.open({ hub: { world: asks(long) } });
    const group = answers(page, 'Make billing webhooks idempotent');
    const read = group.getByRole('button', { name: /^Read and approve/ });
    await read.waitFor();
    expect(await group.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
    await armed(page);
    await page.keyboard.press('a');
    expect(hub.control.acts).toEqual([]);
    await group.getByRole('button', { name: /^Deny/ }).click();
    await expect.poll(() => pathsOf(hub)).toEqual(['POST /api/permissions/req-0-0/deny']);
  });

  it('[WC19] is not approved from a card that cuts its line, however short the command is', async () => {
    const { page } = await pages.open({});
    const cut = answers(page, 'Make billing webhooks idempotent').getByRole('button', {
      name: /^Read and approve/,
    });
    await cut.waitFor();
    const whole = answers(page, 'Rotate staging certificates').getByRole('button', { name: /^Approve/ });
    expect(await whole.getAttribute('aria-disabled')).not.toBe('true');
  });

  it('[WC19] leads from its card to where all of it is shown, also on a phone', async () => {
    for (const width of [1440, 390]) {
      const { page, hub } = await pages.open({ width, hub: { world: asks(long) } });
      const read = answers(page, 'Make billing webhooks idempotent').getByRole('button', {
        name: /^Read and/,
      });
      if (width === 390) expect((await read.boundingBox())?.height).toBe(44);
      await read.click();
      await bar(page).getByText('There is more to read. Go to its end first, then approve.').waitFor();
      expect(hub.control.acts).toEqual([]);
      await pages.reset();
    }
  });

  it('[WC19] is approved in the detail once its end was on screen', async () => {
    const { page, hub } = await pages.open({ path: detail, hub: { world: asks(long) } });
    const approve = bar(page).getByRole('button', { name: 'Approve' });
    await bar(page).getByText('There is more to read. Go to its end first, then approve.').waitFor();
    await armed(page);
    await page.keyboard.press('a');
    expect(hub.control.acts).toEqual([]);
    await bar(page)
      .locator('pre')
      .first()
      .evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await expect.poll(() => approve.getAttribute('aria-disabled')).not.toBe('true');
    await page.keyboard.press('a');
    await expect.poll(() => pathsOf(hub)).toEqual(['POST /api/permissions/req-0-0/approve']);
  });

  it('[WC20] a plan that cannot be drawn is plain text, and every request keeps its buttons', async () => {
    const world = worldWith((session) => {
      const plan = '>'.repeat(3_000);
      const { id } = session;
      const none = { agentId: null, agentType: null, expiresAt: null, alwaysAllow: [], at: 1 };
      session.requests = [
        withDigest(id, { ...none, id: 'p', kind: 'plan', tool: 'ExitPlanMode', text: plan, input: { plan } }),
        withDigest(id, {
          ...none,
          id: 'q',
          kind: 'permission',
          tool: 'Bash',
          text: 'ls',
          input: { command: 'ls' },
        }),
      ];
    });
    const { page } = await pages.open({ path: detail, hub: { world } });
    await bar(page).getByRole('button', { name: 'Approve plan' }).waitFor();
    await bar(page).getByRole('button', { name: 'Next request' }).click();
    await bar(page).getByText('Claude asks to run Bash').waitFor();
    expect(await page.getByText('The request failed').count()).toBe(0);
  });
});

describe('answers from a card', () => {
  it('[WC6] are sent once, and keep the width of the button while they are under way', async () => {
    const { page, hub } = await pages.open({});
    const approve = answers(page, 'Rotate staging certificates').getByRole('button', { name: /^Approve/ });
    await approve.waitFor();
    await armed(page);
    const width = (await approve.boundingBox())?.width;
    const release = hub.control.hold();
    await approve.click();
    await approve.getByText('Approving').waitFor();
    expect((await approve.boundingBox())?.width).toBe(width);
    await approve.click({ force: true });
    release();
    await approve.waitFor({ state: 'detached' });
    expect(pathsOf(hub)).toEqual(['POST /api/permissions/req-1-0/approve']);
    await expect.poll(() => card(page, certbotId).getAttribute('data-state')).toBe('working');
  });

  it('[WC5] never land on a request that has just taken the place of another', async () => {
    const { page, hub } = await pages.open({});
    await answers(page, 'Rotate staging certificates').waitFor();
    await page.evaluate(() => {
      new MutationObserver(() => {
        const fresh = document.querySelector<HTMLButtonElement>('button[aria-label="Approve: rm -rf /etc"]');
        if (fresh === null || 'pressed' in globalThis) return;
        Object.assign(globalThis, { pressed: true });
        fresh.click();
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    const session = hub.world.sessions.find(({ id }) => id === certbotId);
    if (session === undefined) throw new Error('The world has this session.');
    session.requests = [requestRow('fresh', { text: 'rm -rf /etc', input: { command: 'rm -rf /etc' } })];
    hub.change(session);
    await page.waitForFunction(() => 'pressed' in globalThis);
    await armed(page);
    expect(hub.control.acts).toEqual([]);
    await answers(page, session.title).getByRole('button', { name: /^Deny/ }).click();
    await expect.poll(() => pathsOf(hub)).toEqual(['POST /api/permissions/fresh/deny']);
  });

  it('[WC14] on a phone are two buttons of 44 px below the text', async () => {
    const { page, hub } = await pages.open({ width: 390, height: 844 });
    const group = answers(page, 'Make billing webhooks idempotent');
    const deny = group.getByRole('button', { name: /^Deny/ });
    await deny.waitFor();
    expect((await deny.boundingBox())?.height).toBe(44);
    expect((await card(page, shownSessionId).boundingBox())?.height).toBe(146);
    await armed(page);
    await deny.click();
    await expect.poll(() => pathsOf(hub)).toEqual(['POST /api/permissions/req-0-0/deny']);
  });

  it('[WC15] leave the focus in the list when their buttons go', async () => {
    const { page, hub } = await pages.open({});
    const approve = answers(page, 'Rotate staging certificates').getByRole('button', { name: /^Approve/ });
    await approve.focus();
    await armed(page);
    await page.keyboard.press('Enter');
    await approve.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('session-list');
    expect(pathsOf(hub)).toHaveLength(1);
  });

  it('[WC3] without the hub are off, and say why', async () => {
    const { page, hub } = await pages.open({ path: detail });
    const approve = bar(page).getByRole('button', { name: 'Approve' });
    await approve.waitFor();
    await hub.close();
    await expect.poll(() => approve.getAttribute('title')).toMatch(/^The hub is out of reach/);
    expect(await page.getByRole('button', { name: 'Close session' }).getAttribute('aria-disabled')).toBe(
      'true',
    );
  });

  it('[WC3] of a viewer are off, and say why', async () => {
    const { page, hub } = await pages.open({ path: detail, hub: { role: 'viewer' } });
    const approve = bar(page).getByRole('button', { name: 'Approve' });
    await expect.poll(() => approve.getAttribute('aria-disabled')).toBe('true');
    expect(await approve.getAttribute('title')).toBe('Your role is viewer. Operators and admins can answer.');
    await armed(page);
    await page.keyboard.press('a');
    await page.locator('[data-toast]').getByText('Your role is viewer').waitFor();
    expect(hub.control.acts).toEqual([]);
  });
});

describe('answers from the bar', () => {
  it('[WC15] A approves what the bar shows; the bar goes when the hub says so', async () => {
    const { page, hub } = await pages.open({ path: detail });
    await bar(page).getByRole('button', { name: 'Approve' }).waitFor();
    const assertive = page.locator('[aria-live=assertive]').first();
    await expect.poll(() => assertive.textContent()).toContain('test-runner asks to run Bash on studio-01');
    await armed(page);
    await page.keyboard.press('a');
    await bar(page).waitFor({ state: 'detached' });
    expect(hub.control.acts).toEqual([
      { method: 'POST', path: '/api/permissions/req-0-0/approve', body: { digest } },
    ]);
  });

  it('[WC15] "always allow" sends the rules that were chosen', async () => {
    const { page, hub } = await pages.open({ path: detail });
    await bar(page).getByRole('button', { name: 'Always allow…' }).click();
    await page.getByRole('menuitemcheckbox').nth(1).click();
    await armed(page);
    await page.getByRole('menuitem', { name: 'Approve, and always allow this' }).click();
    await expect.poll(() => hub.control.acts.map(({ body }) => body)).toEqual([{ alwaysAllow: [1], digest }]);
  });

  it('[WC15] a reason goes with the refusal', async () => {
    const { page, hub } = await pages.open({ path: detail });
    await bar(page).getByRole('button', { name: 'More answers' }).click();
    await page.getByRole('menuitem', { name: 'Deny with a reason…' }).click();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('placeholder')))
      .toBe('Why not, or what to do instead');
    await page.keyboard.type('Use the staging database');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => hub.control.acts)
      .toEqual([
        {
          method: 'POST',
          path: '/api/permissions/req-0-0/deny',
          body: { message: 'Use the staging database', digest },
        },
      ]);
  });

  it('[WC11] a question is answered by its options', async () => {
    const { page, hub } = await pages.open({ path: `/?session=${questionId}` });
    const send = bar(page).getByRole('button', { name: 'Send answer' });
    await send.waitFor();
    expect(await send.getAttribute('title')).toBe('Choose an answer first.');
    await bar(page)
      .getByRole('radio', { name: /Internal only/ })
      .check();
    await armed(page);
    await send.click();
    await expect
      .poll(() => hub.control.acts[0]?.body)
      .toEqual({ answers: { 'Which tenants should migrate first?': 'Internal only' }, digest });
  });

  it('[WC15] several are shown one at a time, and the next one takes the place of an answered one', async () => {
    const { page, hub } = await pages.open({ path: detail });
    const session = hub.world.sessions[0];
    if (session === undefined) throw new Error('The world has sessions.');
    await bar(page).getByRole('button', { name: 'Approve' }).waitFor();
    session.requests = [...session.requests, requestRow('second', { text: 'ls', input: { command: 'ls' } })];
    hub.change(session);
    await bar(page).getByText('1 of 2').waitFor();
    await armed(page);
    await page.keyboard.press('d');
    await bar(page).getByText('Claude asks to run Bash').waitFor();
    expect(pathsOf(hub)).toEqual(['POST /api/permissions/req-0-0/deny']);
  });

  it('[WC7] a failure says what did not happen, and Retry tries again', async () => {
    const { page, hub } = await pages.open({ path: detail });
    await bar(page).getByRole('button', { name: 'Approve' }).waitFor();
    await armed(page);
    const words = 'Approve did not reach studio-01. Nothing ran.';
    hub.control.failNext(503, { kind: 'unavailable', message: words });
    await page.keyboard.press('a');
    const toast = page.locator('[data-toast=error]');
    await toast.getByText('Approve did not go through').waitFor();
    await toast.getByText(words).waitFor();
    await toast.getByRole('button', { name: 'Retry' }).click();
    await bar(page).waitFor({ state: 'detached' });
    expect(await toast.count()).toBe(0);
  });

  it('[WC15] the palette offers the request first', async () => {
    const { page, hub } = await pages.open({ path: detail });
    await card(page, certbotId).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('certbot');
    await page.getByRole('option', { name: /Approve: sudo certbot renew/ }).waitFor();
    await armed(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => pathsOf(hub)).toEqual(['POST /api/permissions/req-1-0/approve']);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

it('[WC15] the name of a session and Enter open it: they approve nothing', async () => {
  const { page, hub } = await pages.open({});
  await card(page, certbotId).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('rotate');
  await page.getByRole('option', { name: /Approve: sudo certbot renew/ }).waitFor();
  await armed(page);
  await page.keyboard.press('Enter');
  await page.waitForURL(/session=.*0001/);
  expect(hub.control.acts).toEqual([]);
});

describe('closing', () => {
  const needed = (page: Page) => page.locator('[data-signal=permission]').getAttribute('data-count');

  it('[WC1] X takes the session out of lists and counts; Z brings it back', async () => {
    const { page, hub } = await pages.open({ path: detail });
    hub.control.undoMs = 60_000;
    await bar(page).waitFor();
    await page.keyboard.press('x');
    await page.getByText('Closing “Make billing webhooks idempotent”').waitFor();
    await card(page, shownSessionId).waitFor({ state: 'detached' });
    expect(await needed(page)).toBe('1');
    await page.getByTestId('closing-line').getByText('You are closing this session.').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press('z');
    await card(page, shownSessionId).waitFor();
    expect(await needed(page)).toBe('2');
    expect(await page.locator('[data-toast]').count()).toBe(0);
    expect(pathsOf(hub)).toEqual([
      `POST /api/sessions/${shownSessionId}/close`,
      `DELETE /api/sessions/${shownSessionId}/close`,
    ]);
  });

  it('[WC9] a close that failed brings the card back, and says what did not happen', async () => {
    const { page, hub } = await pages.open({ path: detail });
    await page.getByRole('button', { name: 'Close session' }).click();
    await card(page, shownSessionId).waitFor({ state: 'detached' });
    hub.control.finish(shownSessionId, 'failed', 'Process 4000 is another program now. Nothing was stopped.');
    await card(page, shownSessionId).waitFor();
    await page.locator('[data-toast=error]').getByText('Nothing was stopped.').waitFor();
    await page.locator('[data-toast=error]').getByRole('button', { name: 'Retry' }).waitFor();
  });

  it('[WC10] what somebody else closes is said to everybody who looks at it, and can be undone', async () => {
    const { page, hub } = await pages.open({ path: detail });
    await bar(page).waitFor();
    hub.control.closeAs('Mei Tanaka', shownSessionId, 60_000);
    const line = page.getByTestId('closing-line');
    await line.getByText('Mei Tanaka closes this session.').waitFor();
    expect(await page.locator('[data-toast]').count()).toBe(0);
    await line.getByRole('button', { name: /Undo/ }).click();
    await line.waitFor({ state: 'detached' });
    expect(pathsOf(hub)).toEqual([`DELETE /api/sessions/${shownSessionId}/close`]);
  });
});

describe('resume', () => {
  it('[WC16] copies the command at once, and says where to run it and that a process runs', async () => {
    const { page } = await pages.open({ path: detail });
    await bar(page).waitFor();
    await page.keyboard.press('r');
    await page.getByText('Command copied. Run it in a terminal on studio-01.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `cd /home/ana/src/payments-api && claude --resume ${shownSessionId}`,
    );
    await page.getByText(/Close it\s+first/).waitFor();
  });
});
