import { Component, type ReactNode } from 'react';
import { PartError } from '../../ui/lazy-part.tsx';
import { PlainText } from './plain-text.tsx';

/**
 * What cannot be drawn is shown as the text that it is, in its own place: one message that breaks takes no other with it, and
 * no buttons. Parts of the page that did not load are for the boundary around.
 */
export class PlainBoundary extends Component<
  { text: () => string; children: ReactNode },
  { error: Error | null }
> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    if (error instanceof PartError) throw error;
    return <PlainText text={this.props.text()} why="It could not be drawn." />;
  }
}
