import {
  Flame,
  Hand,
  Hourglass,
  type LucideIcon,
  MessageCircleQuestionMark,
  OctagonAlert,
  Repeat,
} from 'lucide-react';
import { type BoardCell, type CellKey, faultName } from './board-cells.ts';

/** A wait that nobody has answered for this long draws attention to itself. */
export const OVERDUE_MS = 120_000;

/** The cells, in the order that never changes. */
export const cellKeys: readonly CellKey[] = ['permission', 'answer', 'burning', 'faulty'];

/** Icon, names and colours of each cell. */
export const cellLooks: Record<
  CellKey,
  { icon: LucideIcon; name: string; shortName: string; solid: string }
> = {
  permission: {
    icon: Hand,
    name: 'Need permission',
    shortName: 'Permission',
    solid: 'bg-permit-solid text-on-permit',
  },
  answer: {
    icon: MessageCircleQuestionMark,
    name: 'Need an answer',
    shortName: 'Answer',
    solid: 'bg-input-solid text-on-input',
  },
  burning: { icon: Flame, name: 'Burning', shortName: 'Burning', solid: 'bg-danger-solid text-on-danger' },
  faulty: { icon: Repeat, name: 'Looping', shortName: 'Looping', solid: 'bg-danger-solid text-on-danger' },
};

const faultIcons = { looping: Repeat, stuck: Hourglass, erroring: OctagonAlert };

/** Icon of a cell as it is now: the last one shows its most frequent fault. */
export function cellIcon(key: CellKey, cell: BoardCell): LucideIcon {
  return key === 'faulty' ? faultIcons[cell.faults[0] ?? 'looping'] : cellLooks[key].icon;
}

/** `Needs an answer` for one, `Need an answer` for several or none; the last cell names what it counts. */
export function cellName(key: CellKey, cell: BoardCell): string {
  if (key === 'faulty') return faultName(cell);
  const { name } = cellLooks[key];
  return cell.count === 1 ? name.replace(/^Need /, 'Needs ') : name;
}
