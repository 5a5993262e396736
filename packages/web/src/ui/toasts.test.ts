import { describe, expect, it } from 'vitest';
import { dismissToast, shownToasts, showToast } from './toasts.tsx';

const titles = () => shownToasts().map(({ title }) => title);

describe('messages', () => {
  it('[WC18] of one key replace each other in place, and can be taken away by it', () => {
    showToast({ title: 'Closing', key: 'close:a' });
    showToast({ title: 'Link copied' });
    showToast({ title: 'Stopping', key: 'close:a' });
    expect(titles()).toEqual(['Stopping', 'Link copied']);
    dismissToast('close:a');
    dismissToast('absent');
    expect(titles()).toEqual(['Link copied']);
  });

  it('[WC18] are three at most: what leaves by itself makes room before errors do', () => {
    showToast({ title: 'Failed 1', isError: true });
    showToast({ title: 'Failed 2', isError: true });
    showToast({ title: 'Failed 3', isError: true });
    expect(titles()).toEqual(['Failed 1', 'Failed 2', 'Failed 3']);
    showToast({ title: 'Copied' });
    expect(titles()).toEqual(['Failed 2', 'Failed 3', 'Copied']);
  });
});
