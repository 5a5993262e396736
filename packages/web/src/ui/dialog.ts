/** Look of what lies over the page while a dialog is open. */
export const scrimClass = 'fixed inset-0 z-40 bg-scrim';

/** Look of a dialog: centred, in the upper part. */
export const dialogClass =
  'fade-in fixed top-[12vh] left-1/2 z-40 max-h-[76vh] w-[calc(100vw-2rem)] -translate-x-1/2 overflow-hidden rounded-dialog bg-overlay shadow-dialog outline-none';
