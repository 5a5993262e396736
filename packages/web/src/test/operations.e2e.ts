import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, shownSessionId } from '../gallery/world.ts';
import { requestRow } from './control-rig.ts';
import { openPages, type Pages } from './open-page.ts';
import { worldWith } from './world-with.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
});
afterEach(() => pages.reset());
afterAll(() => pages.close());

const phone = { width: 390, height: 844 };
const detail = `/?session=${shownSessionId}`;
const bar = (page: Page) => page.getByTestId('permission-bar');
const card = (page: Page, title: string) => page.getByRole('option', { name: new RegExp(`^${title}`) });
const query = (page: Page) => new URL(page.url()).searchParams;

describe('the address', () => {
  it('may hold parts that make no sense: the list is there all the same', async () => {
    const { page } = await pages.open({ path: '/?sort=nope&group=bogus&need=zzz&person=&ended=maybe' });
    await page.getByTestId('session-card').first().waitFor();
    expect(await page.getByRole('radio', { name: 'State' }).getAttribute('aria-checked')).toBe('true');
  });

  it('keeps each step of filtering and grouping, for the way back', async () => {
    const { page } = await pages.open({});
    await page.getByTestId('session-card').first().waitFor();
    await page.getByRole('radio', { name: 'Machine' }).click();
    await page.locator('[data-signal=burning]').click();
    await expect.poll(() => query(page).get('need')).toBe('burning');
    await page.goBack();
    await expect.poll(() => query(page).get('need')).toBeNull();
    expect(query(page).get('group')).toBe('machine');
    await page.goBack();
    await expect.poll(() => query(page).get('group')).toBeNull();
    await page.goForward();
    await expect
      .poll(() => page.getByRole('radio', { name: 'Machine' }).getAttribute('aria-checked'))
      .toBe('true');
  });

  it('of a phone leads back to the list, not into the session again', async () => {
    const { page, hub } = await pages.open({ ...phone });
    await page.getByTestId('session-card').first().click();
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.getByTestId('session-card').first().waitFor();
    await page.goBack();
    await expect.poll(() => page.url().startsWith(hub.url)).toBe(false);
  });

  it('of a phone leads the focus with it', async () => {
    const { page } = await pages.open({ ...phone });
    await page.getByTestId('session-card').first().click();
    await page.getByRole('button', { name: 'Back to the list' }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
    await expect.poll(focused).toBe('main');
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('session-list');
  });

  it('of a phone leads back to where the list was', async () => {
    const { page } = await pages.open({ ...phone });
    const far = card(page, 'Add tracing spans');
    await far.scrollIntoViewIfNeeded().catch(() => undefined);
    await page.locator('#session-list').hover();
    await page.mouse.wheel(0, 1_200);
    await page.waitForTimeout(300);
    const place = () =>
      page.locator('#session-list').evaluate((list) => list.closest('.overflow-y-auto')?.scrollTop ?? 0);
    const before = await place();
    expect(before).toBeGreaterThan(600);
    const box = await page.locator('#session-list').evaluate((list) => {
      const cards = [...list.querySelectorAll('[data-testid=session-card]')];
      const inView = cards.map((each) => each.getBoundingClientRect()).find(({ y }) => y > 350 && y < 600);
      return inView === undefined ? null : { x: 200, y: inView.y + 20 };
    });
    if (box === null) throw new Error('No card is in view.');
    await page.mouse.click(box.x, box.y);
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.getByTestId('session-card').first().waitFor();
    await expect.poll(place).toBe(before);
  });
});

describe('answers of the list', () => {
  it('[WC5] are without effect under a pointer that another card has just moved under', async () => {
    const { page, hub } = await pages.open({});
    const approve = page.getByRole('button', { name: 'Approve: sudo certbot renew' });
    await approve.waitFor();
    await page.waitForTimeout(600);
    const before = await approve.boundingBox();
    // The moment at which the card has its new place, a click falls on its button.
    await page.evaluate((y) => {
      const button = document.querySelector<HTMLButtonElement>('[aria-label="Approve: sudo certbot renew"]');
      const frame = () => {
        if (button === null || Math.abs(button.getBoundingClientRect().y - y) < 1)
          requestAnimationFrame(frame);
        else {
          button.click();
          Object.assign(globalThis, { pressed: true });
        }
      };
      frame();
    }, before?.y ?? 0);
    const first = hub.world.sessions.find(({ id }) => id === shownSessionId);
    if (first === undefined) throw new Error('The world has this session.');
    // Somebody else answers the card above.
    Object.assign(first, { state: 'working', waiting: null, requests: [] });
    hub.change(first);
    await page.waitForFunction(() => 'pressed' in globalThis);
    expect(hub.control.acts).toEqual([]);
    await page.waitForTimeout(600);
    await approve.click();
    await expect.poll(() => hub.control.acts.length).toBe(1);
  });
});

describe('what is asked', () => {
  it('[WC12] shows signs that would turn or hide a part of the command', async () => {
    const command = 'echo \u202efr- mr\u202c safe\u200b.txt';
    const world = worldWith((session) => {
      session.requests = [requestRow('turned', { text: command, input: { command } })];
    });
    const { page } = await pages.open({ path: detail, hub: { world } });
    const shown = 'echo ‹U+202E›fr- mr‹U+202C› safe‹U+200B›.txt';
    await expect.poll(() => bar(page).locator('pre').innerText()).toContain(shown);
    await page.getByRole('button', { name: `Approve: ${shown}` }).waitFor();
  });

  const two = worldWith((session) => {
    const more = { agentType: 'test-runner', expiresAt: Date.now() + 170_000, alwaysAllow: ['Bash(ls:*)'] };
    session.requests = [requestRow('one', more), requestRow('two', more)];
  });
  for (const width of [320, 390, 768, 834, 1280]) {
    it(`[WC12] says who asks for what, ${width} px wide`, async () => {
      const { page } = await pages.open({ path: detail, width, height: 800, hub: { world: two } });
      const sentence = bar(page).getByText('test-runner asks to run Bash');
      await sentence.waitFor();
      await bar(page).getByRole('button', { name: 'Next request' }).waitFor();
      const isWhole = await sentence.evaluate((node) => node.scrollWidth <= node.clientWidth + 1);
      expect(isWhole).toBe(true);
      expect((await sentence.boundingBox())?.width).toBeGreaterThan(90);
    });
  }
});

describe('the conversation', () => {
  it('tells paths from the folder of the session, as the list of tools does', async () => {
    const world = worldWith((session) => {
      session.cwd = 'apps/api/src';
    });
    const { page } = await pages.open({ path: detail, hub: { world } });
    const edit = page.locator('#section-conversation').getByRole('button', { name: /^Edit/ }).first();
    await expect.poll(() => edit.innerText()).toContain('webhooks/stripe/handler.ts');
    expect(await edit.innerText()).not.toContain('apps/api/src');
    const figure = page.locator('#section-conversation figure').first();
    expect(await figure.locator('figcaption').innerText()).toContain('webhooks/stripe/handler.ts');
    expect(await figure.locator('figcaption').innerText()).not.toContain('apps/api/src');
  });
});

describe('keys', () => {
  it('are heard as soon as the page is seen, however busy it is', async () => {
    const { page } = await pages.open({});
    await page.exposeFunction('drawn', () => void page.keyboard.press('?'));
    await page.addInitScript(() => {
      const seen = new MutationObserver(() => {
        if (document.querySelector('[data-testid=signal-board]') === null) return;
        seen.disconnect();
        Reflect.get(window, 'drawn')();
        // What the page does after its first picture has to wait, and the key comes meanwhile.
        const until = performance.now() + 500;
        while (performance.now() < until);
      });
      seen.observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    await page.getByRole('dialog').waitFor({ timeout: 5_000 });
  });
});

describe('the latest turn', () => {
  it('is there where sub-agents have said more since than a page is told at first', async () => {
    const { page, hub } = await pages.open({ path: detail });
    const latest = page.getByRole('region', { name: 'Latest turns' });
    await latest.getByTestId('conversation-entry').nth(1).waitFor();
    const before = await latest.innerText();
    const session = hub.world.sessions.find(({ id }) => id === shownSessionId);
    if (session === undefined) throw new Error('The world has no such session.');
    const said = Array.from({ length: 60 }, (_, index) => ({
      ...{ seq: 600 + index, uuid: `said-${index}`, kind: 'assistant' as const, role: 'assistant' as const },
      ...{ at: Date.now(), agentId: 'a1', parentUuid: null },
      parts: [{ type: 'text' as const, text: 'Looking into it.' }],
    }));
    hub.push('session', (id) => ({
      ...{ type: 'sessionSnapshot', id, seq: 9, now: Date.now(), session },
      ...{ agents: [], toolCalls: [], entries: said },
    }));
    await expect.poll(() => latest.innerText()).toBe(before);
    expect(await page.getByText('Nothing was said yet.').count()).toBe(0);
  });
});

describe('an output that is very long', () => {
  it('shows its beginning at once, and the rest on request', async () => {
    const { page, hub } = await pages.open({ path: detail });
    await page.getByTestId('tool-row').first().waitFor();
    const text = Array.from({ length: 30_000 }, (_, line) => `line ${line}`).join('\n');
    const part = { type: 'toolResult' as const, toolUseId: 'long', isError: false, text };
    const entry = {
      seq: 900,
      uuid: 'long',
      kind: 'toolResult' as const,
      role: 'user' as const,
      at: Date.now(),
      agentId: null,
      parentUuid: null,
      parts: [part],
    };
    const call = {
      id: 'long',
      agentId: null,
      name: 'Bash',
      argument: 'seq',
      state: 'done' as const,
      startedAt: Date.now(),
      endedAt: Date.now(),
      durationMs: 1,
      error: null,
      useSeq: 900,
      resultSeq: 900,
    };
    hub.push('session', (id) => ({
      ...{ type: 'sessionDelta', id, from: 1, seq: 2, now: Date.now() },
      ...{ agents: [], toolCalls: [call], entries: [entry] },
    }));
    await page.locator('[data-tool-use-id=long]').click();
    const output = page.locator('#section-tools figure').last();
    await output.getByText('line 0', { exact: false }).waitFor();
    expect((await output.locator('pre').textContent())?.length).toBeLessThanOrEqual(200_000);
    await output.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => output.locator('pre').textContent()).toContain('line 29999');
  });
});

describe('a hub without machines', () => {
  for (const size of [{ width: 1440, height: 900 }, phone]) {
    it(`says how the first one joins, ${size.width} px wide`, async () => {
      const world = { ...createWorld(Date.now()), hosts: [], sessions: [] };
      const { page } = await pages.open({ ...size, hub: { world } });
      await page.getByText('No machine yet').waitFor();
      expect(await page.getByText('orrery join-token create').count()).toBe(1);
    });
  }
});

describe('filters', () => {
  it('that hide what has ended are named where nothing is left, and are cleared with the others', async () => {
    const world = createWorld(Date.now());
    for (const session of world.sessions)
      Object.assign(session, { state: 'ended', waiting: null, requests: [], alerts: [] });
    const { page } = await pages.open({ path: '/?ended=hide', hub: { world } });
    await page.getByText('No sessions match not ended').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).last().click();
    await page.getByTestId('session-card').first().waitFor();
    expect(query(page).get('ended')).toBeNull();
  });

  it('can be cleared while they still leave something', async () => {
    const { page } = await pages.open({ path: '/?person=Ana+Ferreira&q=a', width: 834, height: 1112 });
    await page.getByTestId('session-card').first().waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(() => [...query(page).keys()]).toEqual([]);
  });
});
