import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPages, type Pages } from './open-page.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
});
afterAll(() => pages.close());

describe('who did something', () => {
  it.each([1440, 834, 390])('[WA1] is marked by kind before the name, whole at %i px', async (width) => {
    const { page, hub } = await pages.open({ width });
    await page.goto(`${hub.url}/settings/activity`);
    const table = page.getByRole('table', { name: 'Activity' });
    await table.getByText('deploy bot').first().waitFor();
    for (const [kind, name] of [
      ['key', 'Ana Ferreira, administrator of everything there is'],
      ['not proven', 'Ana Ferreira, administrator of everything there is'],
      ['console', 'root'],
      ['machine', 'build-server-with-a-very-long-name.example.internal'],
    ] as const) {
      const mark = table
        .getByRole('cell', { name: `${kind} ${name}` })
        .getByText(kind, { exact: true })
        .first();
      await mark.scrollIntoViewIfNeeded();
      const isWhole = await mark.evaluate((element) => {
        const box = element.getBoundingClientRect();
        const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        const cell = element.closest('td')?.getBoundingClientRect();
        const isInside = cell !== undefined && box.left >= cell.left && box.right <= cell.right + 0.5;
        // Nothing between the mark and its cell cuts it.
        for (let up = element.parentElement; up !== null && up.tagName !== 'TD'; up = up.parentElement) {
          const edge = up.getBoundingClientRect();
          if (getComputedStyle(up).overflow !== 'visible' && edge.right < box.right - 0.5) return false;
        }
        return (
          isInside &&
          box.width > 10 &&
          element.scrollWidth <= element.clientWidth + 1 &&
          element.contains(seen)
        );
      });
      expect(isWhole, `${kind} at ${width}`).toBe(true);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});

describe('what was done', () => {
  it('[WA2] is told once, in words of its own, and never by a bare id', async () => {
    const { page, hub } = await pages.open({});
    await page.goto(`${hub.url}/settings/activity`);
    const table = page.getByRole('table', { name: 'Activity' });
    const whats = table.locator('tbody tr td:nth-child(3)');
    await whats.first().waitFor();
    const words = (await whats.allInnerTexts()).slice(0, 7).map((text) => text.replaceAll('\n', ' / '));
    expect(words).toEqual([
      'Made an API key / "raycast" (viewer)',
      'Tried to sign in',
      'Tried to reset a password / ana@example.com',
      'Joined / linux x64, key vMzelHI6je7m',
      'Removed a machine / laptop-joel, with its history: 0 sessions',
      'Revoked a machine / gpu-lab',
      'Changed hooks on laptop-joel / install',
    ]);
  });
});
