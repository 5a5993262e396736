import { showToast } from './toasts.tsx';

/** Puts text on the clipboard and says so; where the browser does not allow it, shows the text to copy by hand. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast({ title: done });
  } catch {
    // Plain http on another machine: browsers give no clipboard there.
    showToast({ title: 'The browser did not allow copying', text, isError: true });
  }
}
