import { type LucideIcon, Orbit, Search, SquareTerminal } from 'lucide-react';

/** The pages of the bar, in order, with the key that follows G. */
export const pages = [
  { to: '/', name: 'Operations', icon: Orbit, key: 'o' },
  { to: '/browse', name: 'Browse', icon: Search, key: 'b' },
  { to: '/chat', name: 'Chat', icon: SquareTerminal, key: 'c' },
] as const satisfies readonly { to: string; name: string; icon: LucideIcon; key: string }[];
