import type { Page } from 'playwright-core';
import { type FakeHub, type FakeHubOptions, startFakeHub } from './fake-hub.ts';
import { openTestBrowser, SITE } from './test-browser.ts';

/** A browser and the pages, with a fake hub each, that a test opens in it. */
export interface Pages {
  open(options: {
    path?: string;
    width?: number;
    height?: number;
    hub?: FakeHubOptions;
    /** What is on the page when it is there; else the sessions. */
    ready?: string;
    /** Runs in the page before anything else. */
    init?: () => void;
  }): Promise<{ page: Page; hub: FakeHub }>;
  /** Closes the pages and hubs, for the next test. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const READY = '[data-testid=signal-board], #session-detail';

/** Starts Chromium for the built page in `dist/site`. */
export async function openPages(): Promise<Pages> {
  const { context, close } = await openTestBrowser();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  let opened: { page: Page; hub: FakeHub }[] = [];
  const reset = async () => {
    for (const { page, hub } of opened) {
      await page.close();
      await hub.close();
    }
    opened = [];
  };
  return {
    async open({ path = '/', width = 1440, height = 900, hub: options = {}, init, ready = READY }) {
      const hub = await startFakeHub(SITE, options);
      const page = await context.newPage();
      opened.push({ page, hub });
      await page.setViewportSize({ width, height });
      if (init !== undefined) await page.addInitScript(init);
      await page.goto(hub.url + path);
      await page.locator(ready).first().waitFor();
      return { page, hub };
    },
    reset,
    async close() {
      await reset();
      await close();
    },
  };
}
