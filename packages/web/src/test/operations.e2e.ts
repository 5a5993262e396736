import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, shownSessionId, type World } from '../gallery/world.ts';
import { requestRow } from './control-rig.ts';
import { openPages, type Pages } from './open-page.ts';

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

/** A world with a change to the session that is shown whole. */
function worldWith(change: (session: World['sessions'][number], world: World) => void): World {
  const world = createWorld(Date.now());
  const session = world.sessions.find(({ id }) => id === shownSessionId);
  if (session === undefined) throw new Error('The world has this session.');
  change(session, world);
  return world;
}

/** True when a person can bring it into view: whatever cuts it off can be scrolled. */
const canReach = (page: Page, selector: string) =>
  page.locator(selector).evaluate((node) => {
    for (let box = node.parentElement; box !== null; box = box.parentElement) {
      const { overflowY } = getComputedStyle(box);
      const inner = node.getBoundingClientRect();
      const outer = box.getBoundingClientRect();
      const isCut = inner.bottom > outer.bottom + 1 || inner.top < outer.top - 1;
      if (overflowY === 'auto' || overflowY === 'scroll') return outer.height > 60;
      if (overflowY !== 'visible' && isCut) return false;
    }
    return true;
  });

/** True when a person sees the middle of it: nothing lies over it, nothing cuts it off. */
const isSeen = (page: Page, selector: string) =>
  page.locator(selector).evaluate((node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return node.contains(document.elementFromPoint(x + width / 2, y + height / 2)) && width > 0 && height > 0;
  });

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

describe('a window with little room', () => {
  for (const [width, height] of [
    [320, 256],
    [720, 450],
  ] as const) {
    it(`lets everything of a session be reached, ${width} x ${height}`, async () => {
      const { page } = await pages.open({ path: detail, width, height });
      const approve = bar(page).getByRole('button', { name: 'Approve' });
      await approve.waitFor();
      expect(await canReach(page, 'main [data-testid=permission-bar]')).toBe(true);
      await approve.scrollIntoViewIfNeeded();
      const box = await approve.boundingBox();
      expect(box?.y).toBeGreaterThan(40);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height - 56);
      await page.getByRole('tab', { name: 'Tools' }).click();
      const row = page.getByTestId('tool-row').first();
      await row.scrollIntoViewIfNeeded();
      expect(await isSeen(page, '[data-testid=tool-row] >> nth=0')).toBe(true);
    });

    it(`lets every card be reached, ${width} x ${height}`, async () => {
      const { page } = await pages.open({ width, height });
      const first = page.getByTestId('session-card').first();
      await first.waitFor();
      await first.scrollIntoViewIfNeeded();
      expect(await isSeen(page, '[data-testid=session-card] >> nth=0')).toBe(true);
    });
  }

  it('leaves room for tools and conversation below a long request', async () => {
    const world = worldWith((session) => {
      const input = { file_path: '/src/a.ts', old_string: 'a\n'.repeat(60), new_string: 'b\n'.repeat(60) };
      session.requests = [requestRow('edit', { tool: 'Edit', text: 'a.ts', input })];
    });
    const { page } = await pages.open({ path: detail, width: 1280, height: 720, hub: { world } });
    await bar(page).getByRole('button', { name: 'Approve' }).waitFor();
    await page.locator('#section-conversation').getByTestId('conversation-entry').first().waitFor();
    for (const part of ['agents', 'tools', 'conversation']) {
      expect(await canReach(page, `#section-${part}`)).toBe(true);
      const box = await page.locator(`#section-${part}`).boundingBox();
      expect(box?.height).toBeGreaterThan(90);
    }
  });

  it('cuts long names of machines, and lays nothing over the rest of the card', async () => {
    const world = worldWith((session, { hosts }) => {
      const host = hosts.find(({ id }) => id === session.hostId);
      if (host !== undefined) host.name = 'a-machine-with-a-long-name.internal.example.com';
      session.project = 'a-project-with-a-name-that-does-not-end-soon-either';
    });
    const { page } = await pages.open({ hub: { world } });
    const shown = page.locator(`[data-session-id="${shownSessionId}"]`);
    await shown.waitFor();
    const isApart = await shown.evaluate((node) => {
      const names = [...node.querySelectorAll('b')].filter((each) => each.textContent?.startsWith('a-'));
      const line = node.querySelector('svg[width="96"]')?.getBoundingClientRect().left ?? 0;
      return names.map((name) => name.getBoundingClientRect().right <= line && name.clientWidth > 60);
    });
    expect(isApart).toEqual([true, true]);
  });
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

describe('a phone', () => {
  it('has the actions of a session in reach: resume, link, close', async () => {
    const { page } = await pages.open({ path: detail, ...phone });
    await page.getByRole('button', { name: 'Close session' }).waitFor();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Copy link' }).click();
    await page.locator('[data-toast]').getByText('Link copied').waitFor();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Resume' }).click();
    await page
      .getByRole('dialog')
      .getByText(/claude --resume/)
      .waitFor();
  });

  it('groups the list and hides what has ended', async () => {
    const { page } = await pages.open({ ...phone });
    await page.getByRole('button', { name: 'Sort and filter' }).click();
    await page.getByRole('menuitemradio', { name: 'By machine' }).click();
    await expect.poll(() => query(page).get('group')).toBe('machine');
    await page.getByRole('button', { name: 'Sort and filter' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Hide ended' }).click();
    await expect.poll(() => query(page).get('ended')).toBe('hide');
  });

  it('has targets of 44 px', async () => {
    const { page } = await pages.open({ path: detail, ...phone });
    await bar(page).getByRole('button', { name: 'Approve' }).waitFor();
    const small = await page.evaluate(() => {
      const reach = (node: Element) => {
        const { width, height } = node.getBoundingClientRect();
        const { content, position, top, bottom, left, right } = getComputedStyle(node, '::before');
        if (content === 'none' || position !== 'absolute') return Math.min(width, height);
        const px = (length: string) => Number.parseFloat(length) || 0;
        return Math.min(width - px(left) - px(right), height - px(top) - px(bottom));
      };
      return [...document.querySelectorAll('header button, [data-testid=permission-bar] button')]
        .filter((node) => node.getBoundingClientRect().width > 0 && reach(node) < 44)
        .map((node) => node.getAttribute('aria-label') ?? node.textContent);
    });
    expect(small).toEqual([]);
  });
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

describe('a reader', () => {
  it('hears the state of a session with an alert, and what is asked', async () => {
    const world = worldWith((session) => {
      session.alerts = [{ kind: 'looping', evidence: 'same Edit 14 times', since: 0 } as never];
    });
    const { page } = await pages.open({ hub: { world } });
    const label = () => page.locator(`[data-session-id="${shownSessionId}"]`).getAttribute('aria-label');
    await expect.poll(label).toContain('Looping, Waiting for permission, studio-01');
    expect(await label()).toContain('pnpm prisma migrate deploy');
  });
});

describe('colours of the system', () => {
  it('keep the choice and the edges of buttons visible', async () => {
    const { page } = await pages.open({ path: detail });
    await bar(page).getByRole('button', { name: 'Approve' }).waitFor();
    await page.emulateMedia({ forcedColors: 'active' });
    const styleOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((node) => {
          const { outlineStyle, outlineWidth, forcedColorAdjust } = getComputedStyle(node);
          return { outline: `${outlineStyle} ${outlineWidth}`, forcedColorAdjust };
        });
    expect((await styleOf('[role=option][aria-selected=true]')).outline).toBe('solid 3px');
    expect((await styleOf('[data-testid=permission-bar] button.permit-button')).outline).toBe('solid 1px');
    expect((await styleOf('[role=treeitem]')).outline).toBe('solid 1px');
    expect((await styleOf('[role=radio][aria-checked=true]')).forcedColorAdjust).toBe('none');
    expect((await styleOf('[role=radio][aria-checked=false]')).forcedColorAdjust).toBe('auto');
  });
});
