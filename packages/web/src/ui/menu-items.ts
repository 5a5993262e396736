import type { LucideIcon } from 'lucide-react';

/** One line of a menu. */
export type MenuItem =
  | { kind: 'check'; key: string; name: string; icon?: LucideIcon; isChecked: boolean; run: () => void }
  | { kind: 'radio'; key: string; name: string; icon?: LucideIcon; isChecked: boolean; run: () => void }
  | { kind: 'action'; key: string; name: string; icon?: LucideIcon; run: () => void }
  | { kind: 'label'; key: string; name: string; remark: string };
