import { type RefObject, useEffect } from 'react';

const FOCUSABLE = 'button:enabled, a[href], input:enabled, select:enabled, textarea:enabled, summary';

/** Where the focus goes when there is no better place: the heading of the page, or its main part. */
export function focusHome(): void {
  const home = document.querySelector<HTMLElement>('[data-focus-home]') ?? document.getElementById('main');
  home?.focus();
}

/**
 * What holds the focus may leave the page: a row that was removed, a question that was answered. Whoever is at the keyboard
 * then goes on at what has taken its place, next at the nearest thing around it, at last at the heading of the page.
 */
export function useKeptFocus(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = box.current;
    if (root === null) return;
    /** What has the focus, and all around it, up to the parts of the page. */
    let trail: Element[] = [];
    const note = ({ target }: FocusEvent) => {
      trail = [];
      for (let at = target as Element | null; at !== null && at.parentElement !== root; at = at.parentElement)
        trail.push(at);
    };
    const onLeft = () => {
      // Once the script that may have removed it has ended: only then is it known whether a person went away.
      queueMicrotask(() => {
        if (trail[0]?.isConnected && document.activeElement === document.body) trail = [];
      });
    };
    const observer = new MutationObserver(() => {
      if (trail[0] === undefined || trail[0].isConnected) return;
      const around = trail.slice(1);
      trail = [];
      if (document.activeElement !== document.body) return;
      const next = around.filter(({ isConnected }) => isConnected).map(firstIn);
      const found = next.find((each) => each !== undefined);
      if (found === undefined) focusHome();
      else found.focus();
    });
    root.addEventListener('focusin', note);
    root.addEventListener('focusout', onLeft);
    observer.observe(root, { childList: true, subtree: true });
    return () => {
      root.removeEventListener('focusin', note);
      root.removeEventListener('focusout', onLeft);
      observer.disconnect();
    };
  }, [box]);
}

function firstIn(part: Element): HTMLElement | undefined {
  return [...part.querySelectorAll<HTMLElement>(FOCUSABLE)].find((each) => each.checkVisibility());
}
