import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { showToast } from './toasts.tsx';

/** A part of the page could not be fetched. When the hub was updated its file is gone, and only a new page helps. */
export class PartError extends Error {
  override readonly name = 'PartError';
}

const notLoaded = 'The hub cannot be reached, or was updated since this page was opened.';

/**
 * A component that comes in a chunk of its own, with what stands in its place meanwhile. `lazy` alone remembers a
 * failure for as long as the page is open; here every new mount may try again.
 */
export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  Fallback?: ComponentType<P>,
): ComponentType<P> {
  const attempt = () =>
    lazy(() =>
      load().then(
        (component) => ({ default: component }),
        (cause) => {
          current = attempt();
          throw new PartError(notLoaded, { cause });
        },
      ),
    );
  let current = attempt();
  return function LazyPart(props: P) {
    // Kept for the whole life of this mount: to take the newest at each render would ask again without end.
    const [Part] = useState(() => current);
    return (
      <Suspense fallback={Fallback === undefined ? null : <Fallback {...props} />}>
        <Part {...props} />
      </Suspense>
    );
  };
}

/** As `lazyPart`, for what lies over the page or can be done without: when it does not load, a message says so. */
export function lazyExtra<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Part = lazyPart(load);
  return function LazyExtra(props: P) {
    const onClose = 'onClose' in props && typeof props.onClose === 'function' ? props.onClose : null;
    return (
      <ExtraBoundary onFailed={() => onClose?.()}>
        <Part {...props} />
      </ExtraBoundary>
    );
  };
}

class ExtraBoundary extends Component<{ onFailed: () => void; children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown) {
    if (!(error instanceof PartError)) return;
    showToast({
      title: 'A part of this page did not load',
      text: error.message,
      isError: true,
      key: 'part',
      action: { label: 'Reload the page', run: () => location.reload() },
    });
    this.props.onFailed();
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    // Only what did not load is passed over; a crash is for the pane around.
    if (error instanceof PartError) return null;
    throw error;
  }
}
