/** What rendered in the page since it was last asked: components by the props that tell them apart. */
export interface Rendered {
  cards: string[];
  answers: string[];
  boardCells: string[];
  hosts: string[];
  total: number;
}

/**
 * Runs in the page, before anything else. Counts what React renders by way of the hook that its developer tools use: the
 * built page counts itself, with nothing of it changed for the test.
 */
export function countRenders(): void {
  interface Fiber {
    tag: number;
    flags: number;
    alternate: Fiber | null;
    child: Fiber | null;
    sibling: Fiber | null;
    memoizedProps: Record<string, unknown> | null;
  }
  const PERFORMED_WORK = 1;
  /** Function components, memoised or not; the memo around one is not counted with it. */
  const COMPONENTS = new Set([0, 15]);
  const empty = () => ({ cards: [], answers: [], boardCells: [], hosts: [], total: 0 }) as Rendered;
  let seen = empty();
  const note = ({ memoizedProps }: Fiber) => {
    const props = memoizedProps ?? {};
    seen.total += 1;
    if ('isLeaving' in props) seen.cards.push(String(props.id));
    else if ('isTall' in props && 'id' in props) seen.answers.push(String(props.id));
    else if ('cellKey' in props) seen.boardCells.push(String(props.cellKey));
    else if ('hostId' in props) seen.hosts.push(String(props.hostId));
  };
  const walk = (next: Fiber, before: Fiber | null) => {
    if (next === before) return;
    if (COMPONENTS.has(next.tag) && (next.flags & PERFORMED_WORK) !== 0) note(next);
    // A subtree that was left alone is the same object on both sides.
    if (before !== null && next.child === before.child) return;
    for (let child = next.child; child !== null; child = child.sibling) walk(child, child.alternate);
  };
  Object.assign(globalThis, {
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      renderers: new Map(),
      inject: () => 1,
      onCommitFiberUnmount() {},
      onPostCommitFiberRoot() {},
      onCommitFiberRoot: (_id: number, root: { current: Fiber }) =>
        walk(root.current, root.current.alternate),
    },
    takeRendered() {
      const taken = seen;
      seen = empty();
      return taken;
    },
  });
}
