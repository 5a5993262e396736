import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { shownSessionId } from '../gallery/world.ts';
import { axeFaults } from './axe.ts';
import { startFakeHub } from './fake-hub.ts';
import { openTestBrowser, SITE } from './test-browser.ts';

/** Screenshots of the built page on the standing world: `node src/test/screenshots.ts OUT [only]`. */
const out = process.argv[2] ?? join(tmpdir(), 'orrery-shots');
const only = process.argv[3];

interface Shot {
  name: string;
  path: string;
  width: number;
  height: number;
  theme?: 'light' | 'dark';
  act?: (page: Page) => Promise<void>;
  /** By axe; true when absent. */
  isChecked?: boolean;
}

const operations = `/?session=${shownSessionId}`;
const questionId = '00000000-0000-4000-8000-000000000004';
const conversation = `/sessions/${shownSessionId}`;
const shots: Shot[] = [
  { name: 'operations-dark-1440', path: operations, width: 1440, height: 900 },
  { name: 'operations-light-1440', path: operations, width: 1440, height: 900, theme: 'light' },
  { name: 'operations-tablet-834', path: operations, width: 834, height: 1112 },
  { name: 'operations-phone-390', path: '/', width: 390, height: 844 },
  { name: 'detail-phone-390', path: operations, width: 390, height: 844 },
  { name: 'operations-1920', path: operations, width: 1920, height: 1080 },
  { name: 'conversation-1440', path: conversation, width: 1440, height: 900 },
  { name: 'browse-1440', path: '/browse?q=claim', width: 1440, height: 900 },
  { name: 'browse-empty-1440', path: '/browse', width: 1440, height: 900, theme: 'light' },
  { name: 'chat-1440', path: '/chat', width: 1440, height: 900 },
  {
    name: 'palette-1440',
    path: operations,
    width: 1440,
    height: 900,
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('web');
      await page.waitForTimeout(400);
    },
  },
  {
    name: 'shortcuts-1440',
    path: operations,
    width: 1440,
    height: 900,
    act: async (page) => {
      await page.keyboard.press('?');
      await page.waitForTimeout(300);
    },
  },
  {
    name: 'resume-1440',
    path: operations,
    width: 1440,
    height: 900,
    theme: 'light',
    act: async (page) => {
      await page.keyboard.press('r');
      await page.waitForTimeout(300);
    },
  },
  {
    name: 'agents-large-1440',
    path: operations,
    width: 1440,
    height: 900,
    act: async (page) => {
      await page.getByRole('button', { name: 'Show the agents large' }).first().click();
      await page.getByTestId('agents-frame').waitFor();
      await page.waitForTimeout(300);
    },
  },
  { name: 'settings-1440', path: '/settings', width: 1440, height: 900, theme: 'light' },
  { name: 'gallery-1440', path: '/gallery', width: 1440, height: 3400 },
  { name: 'gallery-light-1440', path: '/gallery', width: 1440, height: 3400, theme: 'light' },
  { name: 'question-1440', path: `/?session=${questionId}`, width: 1440, height: 900 },
  { name: 'question-phone-390', path: `/?session=${questionId}`, width: 390, height: 844, theme: 'light' },
  {
    name: 'closing-1440',
    path: operations,
    width: 1440,
    height: 900,
    act: async (page) => {
      await page.keyboard.press('x');
      await page.getByText('Closing “').waitFor();
      await page.waitForTimeout(1_500);
    },
  },
  {
    name: 'always-allow-1440',
    path: operations,
    width: 1440,
    height: 900,
    act: async (page) => {
      await page.getByRole('button', { name: 'Always allow…' }).click();
      await page.getByRole('menuitemcheckbox').first().click();
      await page.waitForTimeout(300);
    },
    // The menu's library hides the page from readers while it is open, and axe does not like how.
    isChecked: false,
  },
  {
    name: 'failed-1440',
    path: operations,
    width: 1440,
    height: 900,
    theme: 'light',
    act: async (page) => {
      const message = 'Approve did not reach studio-01. Nothing ran.';
      hub.control.failNext(503, { kind: 'unavailable', message });
      await page.keyboard.press('a');
      await page.getByText('did not go through').waitFor();
      await page.waitForTimeout(300);
    },
  },
  { name: 'settings-phone-390', path: '/settings', width: 390, height: 844 },
  { name: 'alerts-1440', path: '/settings/alerts', width: 1440, height: 1000 },
  { name: 'alerts-phone-390', path: '/settings/alerts', width: 390, height: 844, theme: 'light' },
  { name: 'machines-1440', path: '/settings/machines', width: 1440, height: 900 },
  { name: 'machines-834', path: '/settings/machines', width: 834, height: 1112, theme: 'light' },
  { name: 'machines-phone-390', path: '/settings/machines', width: 390, height: 844 },
  { name: 'account-1440', path: '/settings/account', width: 1440, height: 900 },
  { name: 'account-phone-390', path: '/settings/account', width: 390, height: 844 },
  { name: 'keys-1440', path: '/settings/keys', width: 1440, height: 900, theme: 'light' },
  { name: 'reset-phone-390', path: '/reset#code=x', width: 390, height: 844 },
  { name: 'activity-1440', path: '/settings/activity', width: 1440, height: 900, theme: 'light' },
  { name: 'activity-phone-390', path: '/settings/activity', width: 390, height: 844 },
  { name: 'notifications-1440', path: '/settings/notifications', width: 1440, height: 1100 },
  {
    name: 'notifications-phone-390',
    path: '/settings/notifications',
    width: 390,
    height: 844,
    theme: 'light',
  },
  {
    name: 'webhook-form-1440',
    path: '/settings/notifications',
    width: 1440,
    height: 1100,
    theme: 'light',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add webhook' }).click();
      await page.getByRole('button', { name: 'Add', exact: true }).click();
    },
  },
  {
    name: 'sort-1440',
    path: operations,
    width: 1440,
    height: 900,
    theme: 'light',
    act: async (page) => {
      await page.getByRole('button', { name: /^Sort and project/ }).click();
      await page.waitForTimeout(400);
    },
  },
  {
    name: 'bell-1440',
    path: operations,
    width: 1440,
    height: 900,
    act: async (page) => {
      await page.getByRole('button', { name: /^Notices/ }).click();
      await page.waitForTimeout(400);
    },
  },
  { name: 'wall-1920', path: '/wall', width: 1920, height: 1080 },
  { name: 'wall-light-1280', path: '/wall', width: 1280, height: 800, theme: 'light' },
  { name: 'wall-upright-1080', path: '/wall', width: 1080, height: 1920 },
  { name: 'sign-in-1440', path: '/sign-in', width: 1440, height: 900 },
  { name: 'setup-390', path: '/setup#code=abc', width: 390, height: 844, theme: 'light' },
];

await mkdir(out, { recursive: true });
const hub = await startFakeHub(SITE);
const { context: browser, close: closeBrowser } = await openTestBrowser();
try {
  for (const shot of shots) {
    if (only !== undefined && !shot.name.includes(only)) continue;
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.setViewportSize({ width: shot.width, height: shot.height });
    await page.emulateMedia({ colorScheme: shot.theme ?? 'dark' });
    await page.goto(hub.url + shot.path);
    await page.waitForTimeout(900);
    await shot.act?.(page);
    await page.screenshot({ path: join(out, `${shot.name}.png`) });
    if (shot.isChecked !== false) problems.push(...(await axeFaults(page)));
    console.log(shot.name, problems.length === 0 ? 'ok' : problems.join('\n  '));
    await page.close();
  }
} finally {
  await closeBrowser();
  await hub.close();
}
