import type { LiveStore } from '../../state/live-store.ts';
import { announce } from '../../ui/announce.ts';
import { dismissToast, showToast } from '../../ui/toasts.tsx';
import { type Answering, type ControlPort, createAnswering } from './answering.ts';
import type { Arming } from './arming.ts';
import { type Closing, createClosing } from './closing.ts';
import { controlApi } from './control-api.ts';
import { shownDigest } from './shown-digest.ts';

/** What sends and follows. In its own chunk: nothing of it is needed before something can be clicked. */
export interface ControlEngine {
  answering: Answering;
  closing: Closing;
  close(): void;
}

/** Acts on the hub that served this page. */
export function createEngine(options: {
  store: LiveStore;
  arming: Arming;
  role: ControlPort['role'];
}): ControlEngine {
  const { store, arming, role } = options;
  const port: ControlPort = {
    api: controlApi,
    digest: shownDigest,
    now: () => Date.now(),
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs);
      return () => clearTimeout(timer);
    },
    state: () => store.latest(),
    role,
    toast: showToast,
    dismiss: dismissToast,
    announce: (text) => announce(text),
  };
  const answering = createAnswering(port, arming);
  const closing = createClosing(port);
  const stopFollowing = store.subscribe(() => closing.follow(store.state().closes));
  return {
    answering,
    closing,
    close() {
      stopFollowing();
      answering.close();
      closing.stop();
    },
  };
}
