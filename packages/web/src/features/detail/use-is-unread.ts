import { type RefObject, useLayoutEffect, useState } from 'react';

/** Less than a line: rounding must not keep anybody from the end. */
const SLACK_PX = 3;

/**
 * Whether something within a box is folded away and was not on screen yet: a part that scrolls and whose end nobody has come to,
 * or a part (`data-unread`) that has not been drawn. Nobody says yes to a command of which only the beginning was seen.
 */
export function useIsUnread(box: RefObject<HTMLElement | null>): boolean {
  const [isUnread, setUnread] = useState(true);
  useLayoutEffect(() => {
    const inner = box.current;
    if (inner === null) return;
    // The band around it scrolls too where there is little room.
    const element = inner.closest<HTMLElement>('[data-scrolls]') ?? inner;
    const read = new WeakMap<Element, number>();
    const look = () => {
      // What grew after its end was seen has to be read anew.
      for (const part of scrollers(element))
        if (isAtEnd(part) && part.scrollHeight > (read.get(part) ?? 0)) read.set(part, part.scrollHeight);
      const isFolded = scrollers(element).some(
        (part) => (read.get(part) ?? 0) < part.scrollHeight - SLACK_PX,
      );
      setUnread(isFolded || element.querySelector('[data-unread]') !== null);
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    sizes.observe(inner);
    const content = new MutationObserver(look);
    content.observe(element, { subtree: true, childList: true, characterData: true });
    element.addEventListener('scroll', look, { capture: true, passive: true });
    return () => {
      sizes.disconnect();
      content.disconnect();
      element.removeEventListener('scroll', look, { capture: true });
    };
  }, [box]);
  return isUnread;
}

/** Parts that can be scrolled down. */
function scrollers(box: HTMLElement): HTMLElement[] {
  return [box, ...box.querySelectorAll<HTMLElement>('[data-scrolls]')].filter(
    ({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + SLACK_PX,
  );
}

const isAtEnd = ({ scrollTop, clientHeight, scrollHeight }: HTMLElement) =>
  scrollTop + clientHeight >= scrollHeight - SLACK_PX;
