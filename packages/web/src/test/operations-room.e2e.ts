import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { shownSessionId } from '../gallery/world.ts';
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
const query = (page: Page) => new URL(page.url()).searchParams;

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
