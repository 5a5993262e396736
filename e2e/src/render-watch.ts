import type { Page } from 'playwright-core';

/** Renders since the last `takeRenders`: each place with the number of commits that it rendered in. */
export interface Renders {
  commits: number;
  /** `card ID`, `pip ID` (of a machine's row), `ring ID` (of the map), `cell KEY` (of the signal board) or `other`. */
  places: Record<string, number>;
}

/** The parts of React's tree that are read here; the same in every build since React 17. */
interface Fiber {
  tag: number;
  type: unknown;
  flags: number;
  key: string | null;
  memoizedProps: Record<string, unknown> | null;
  child: Fiber | null;
  sibling: Fiber | null;
  alternate: Fiber | null;
}

interface RenderLog extends Renders {
  isOn: boolean;
}

/**
 * Runs in the page, before anything else. React tells developer tools of every commit, in production builds too; a
 * component that rendered in it has its "performed work" flag set, and a subtree that nothing touched is the same object
 * as before. So what is counted are real renders, also those that change nothing in the DOM.
 */
export function watchRenders(): void {
  const PERFORMED_WORK = 1;
  const HOST = 5;
  /** Function, class, forwarded ref, memo, simple memo. */
  const COMPONENTS = new Set([0, 1, 11, 14, 15]);
  const log: RenderLog = { isOn: false, commits: 0, places: {} };
  Object.assign(window, { orreryRenders: log });

  const isId = (key: string | null): key is string => key !== null && /^[0-9a-f-]{36}/.test(key);
  const isHost = (key: string): boolean => document.querySelector(`[data-host-id="${key}"]`) !== null;
  const placeOfHost = (fiber: Fiber): string | null => {
    const props = fiber.memoizedProps ?? {};
    if (props['data-testid'] === 'session-card') return `card ${props['data-session-id']}`;
    if (props['data-signal'] !== undefined) return `cell ${props['data-signal']}`;
    if (props['data-testid'] === 'host-row') return 'row';
    if (fiber.type === 'svg' && props.role === 'img') return 'map';
    return null;
  };
  const hostBelow = (fiber: Fiber): Fiber | null => {
    let below = fiber.child;
    while (below !== null && below.tag !== HOST) below = below.child;
    return below;
  };
  const placeOf = (fiber: Fiber, around: string): string => {
    // On a machine's row and on the map, the key of a pip is its session.
    if (around === 'row' && isId(fiber.key)) return `pip ${fiber.key}`;
    if (around === 'map' && isId(fiber.key) && !isHost(fiber.key)) return `ring ${fiber.key}`;
    if (around !== 'other') return around;
    const host = fiber.tag === HOST ? fiber : COMPONENTS.has(fiber.tag) ? hostBelow(fiber) : null;
    return (host === null ? null : placeOfHost(host)) ?? around;
  };
  const visit = (fiber: Fiber, around: string, rendered: Set<string>): void => {
    const place = placeOf(fiber, around);
    if (COMPONENTS.has(fiber.tag) && (fiber.flags & PERFORMED_WORK) !== 0) rendered.add(place);
    if (fiber.alternate !== null && fiber.alternate.child === fiber.child) return;
    for (let child = fiber.child; child !== null; child = child.sibling) visit(child, place, rendered);
  };
  const onCommitFiberRoot = (_renderer: number, root: { current: Fiber }): void => {
    if (!log.isOn) return;
    const rendered = new Set<string>();
    visit(root.current, 'other', rendered);
    if (rendered.size > 0) log.commits += 1;
    for (const place of rendered) log.places[place] = (log.places[place] ?? 0) + 1;
  };
  const hook = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot,
    onCommitFiberUnmount: () => undefined,
  };
  Object.assign(window, { __REACT_DEVTOOLS_GLOBAL_HOOK__: hook });
}

/** Counts from now on. */
export async function startCountingRenders(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { orreryRenders } = window as unknown as { orreryRenders: RenderLog };
    Object.assign(orreryRenders, { isOn: true, commits: 0, places: {} });
  });
}

/** What has rendered since the counting began, or since the last call. */
export async function takeRenders(page: Page): Promise<Renders> {
  return await page.evaluate(() => {
    const { orreryRenders } = window as unknown as { orreryRenders: RenderLog };
    const { commits, places } = orreryRenders;
    Object.assign(orreryRenders, { commits: 0, places: {} });
    return { commits, places };
  });
}
