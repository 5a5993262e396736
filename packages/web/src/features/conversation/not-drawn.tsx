/** Nothing is there to be read yet: what waits for an answer takes none until it is. */
export function NotDrawn() {
  return <span data-unread hidden />;
}
