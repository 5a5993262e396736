import type { LucideIcon } from 'lucide-react';

/**
 * One line of a menu. The `isMain` action carries out what the lines above it
 * choose. One that `movesFocus` opens something that takes the focus; else it goes back to the button.
 */
export type MenuItem =
  | { kind: 'check'; key: string; name: string; icon?: LucideIcon; isChecked: boolean; run: () => void }
  | { kind: 'radio'; key: string; name: string; icon?: LucideIcon; isChecked: boolean; run: () => void }
  | {
      kind: 'action';
      key: string;
      name: string;
      icon?: LucideIcon;
      isOff?: boolean;
      isMain?: boolean;
      movesFocus?: boolean;
      run: () => void;
    }
  | { kind: 'label'; key: string; name: string; remark: string };
