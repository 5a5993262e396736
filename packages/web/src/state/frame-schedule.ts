import type { Schedule } from './live-store.ts';

const HIDDEN_TAB_MS = 1_000;

/** One task a frame; once a second while the tab is hidden, where frames stop. */
export function createFrameSchedule(view: Window & typeof globalThis): Schedule {
  return (task) => {
    let frame: number | undefined;
    let timer: number | undefined;
    const cancel = () => {
      if (frame !== undefined) view.cancelAnimationFrame(frame);
      if (timer !== undefined) view.clearTimeout(timer);
      view.document.removeEventListener('visibilitychange', choose);
    };
    const run = () => {
      cancel();
      task();
    };
    const choose = () => {
      if (frame !== undefined) view.cancelAnimationFrame(frame);
      if (timer !== undefined) view.clearTimeout(timer);
      if (view.document.hidden) timer = view.setTimeout(run, HIDDEN_TAB_MS);
      else frame = view.requestAnimationFrame(run);
    };
    view.document.addEventListener('visibilitychange', choose);
    choose();
    return cancel;
  };
}
