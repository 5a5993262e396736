import * as z from 'zod';
import { createLocalSetting } from '../../storage/local-setting.ts';

/** What a person can choose. `public/theme.js` reads the same value before the first paint. */
export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

/** The chosen theme of this browser. */
export const themeSetting = createLocalSetting<ThemeChoice>('theme', z.enum(themeChoices), 'system');

/** Keeps `data-theme` in step with the choice and the system. Returns the way to stop. */
export function followTheme(root: HTMLElement, prefersLight: MediaQueryList): () => void {
  const apply = () => {
    const choice = themeSetting.read();
    root.dataset.theme = choice === 'system' ? (prefersLight.matches ? 'light' : 'dark') : choice;
  };
  apply();
  const stop = themeSetting.subscribe(apply);
  prefersLight.addEventListener('change', apply);
  return () => {
    stop();
    prefersLight.removeEventListener('change', apply);
  };
}
