import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIResponse, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { AskingClient } from './asking-client.ts';
import { becomeOwner, openBrowser } from './browser.ts';
import { type HookTargets, readHookTargets } from './hook-client.ts';
import { pageHeaders } from './page-headers.ts';
import { type Product, scratch, startProduct } from './product.ts';

/** The product with a Claude folder, its owner signed in, and clients that ask. */
export interface HookedWorld {
  readonly product: Product;
  readonly context: BrowserContext;
  readonly claudeDir: string;
  readonly dataDir: string;
  /** The hooks as they stand in the folder's settings. */
  targets(): HookTargets;
  startClient(cwd: string): Promise<AskingClient>;
  /** Another browser; as the owner where `isOwner`. */
  openContext(options?: BrowserContextOptions & { isOwner?: boolean }): Promise<BrowserContext>;
  /** Calls of the API as the owner. */
  get(path: string): Promise<unknown>;
  post(path: string, data: object): Promise<APIResponse>;
  stop(): Promise<void>;
}

const DESKTOP = { width: 1440, height: 1200 };
/** Shorter than a test: a failure then names what was waited for. */
const WAIT_MS = 10_000;

/** Starts it; hooks are not installed yet. `args` go to `orrery up`. */
export async function startHookedWorld(args: string[] = []): Promise<HookedWorld> {
  const folder = await scratch();
  const claudeDir = join(folder.path, 'claude');
  const dataDir = join(folder.path, 'data');
  await mkdir(join(claudeDir, 'projects'), { recursive: true });
  const product = await startProduct(['--data', dataDir, '--claude-dir', claudeDir, ...args]);
  const browser = await openBrowser();
  const newContext = async (options: BrowserContextOptions = {}) => {
    const created = await browser.newContext({ viewport: DESKTOP, ...options });
    created.setDefaultTimeout(WAIT_MS);
    return created;
  };
  const context = await newContext();
  await becomeOwner(context, product.setupUrl ?? '');
  const headers = await pageHeaders(context, product.url);
  const clients: AskingClient[] = [];
  const targets = () => readHookTargets(readFileSync(join(claudeDir, 'settings.json'), 'utf8'));
  return {
    ...{ product, context, claudeDir, dataDir, targets },
    startClient: async (cwd) => {
      const client = await AskingClient.start({ claudeDir, cwd, targets });
      clients.push(client);
      return client;
    },
    openContext: async ({ isOwner = false, ...options } = {}) => {
      // The cookie alone opens nothing: what the page keeps beside it comes along.
      const storageState = isOwner ? { storageState: await context.storageState({ indexedDB: true }) } : {};
      return await newContext({ ...options, ...storageState });
    },
    get: async (path) => (await context.request.get(product.url + path, { headers })).json(),
    post: (path, data) => context.request.post(product.url + path, { data, headers }),
    stop: async () => {
      await product.stop();
      await browser.close();
      await Promise.all(clients.map((client) => client.process.kill()));
      await folder.remove();
    },
  };
}

/** Installs the hooks on the one machine, as the button in the settings does. */
export async function installHooks(world: HookedWorld): Promise<void> {
  const hosts = await world.get('/api/hosts');
  const id = /"id":"([^"]+)"/.exec(JSON.stringify(hosts))?.[1] ?? '';
  const response = await world.post(`/api/hosts/${id}/hooks`, { action: 'install' });
  if (!response.ok()) throw new Error(await response.text());
}

/** The card of a session, in a state if one is given. */
export function cardOf(page: Page, { sessionId }: { sessionId: string }, state?: string): Locator {
  const inState = state === undefined ? '' : `[data-state=${state}]`;
  return page.locator(`[data-testid=session-card][data-session-id="${sessionId}"]${inState}`);
}

/** Deny and Approve over the card of the session that works in this folder. */
export function answersOf(page: Page, cwd: string): Locator {
  return page.getByRole('group', { name: `Answer Work in ${cwd}` });
}

/** A fresh button takes no press for 400 ms, so that nobody hits what slides under the pointer. */
const ARMED_AFTER_MS = 600;

/** Resolves once a button that has just appeared takes what is pressed. */
export async function armed(button: Locator): Promise<Locator> {
  await button.waitFor();
  await button.page().waitForTimeout(ARMED_AFTER_MS);
  return button;
}

/** Id of the request that a session waits with, as the hub knows it. */
export async function requestIdOf(world: HookedWorld, client: { sessionId: string }): Promise<string> {
  return (await requestOf(world, client)).id;
}

/** What a session asks, as an answer over the API names it. */
export async function requestOf(
  world: HookedWorld,
  { sessionId }: { sessionId: string },
): Promise<{ id: string; digest: string }> {
  const { requests } = (await world.get(`/api/sessions/${sessionId}`)) as {
    requests: { id: string; digest: string }[];
  };
  return requests[0] ?? { id: '', digest: '' };
}
