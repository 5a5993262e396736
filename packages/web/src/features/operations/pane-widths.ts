import * as z from 'zod';
import { createLocalSetting } from '../../storage/local-setting.ts';

/** Least widths of fleet, list and detail. */
export const MIN_PX = { fleet: 264, list: 400, detail: 480 } as const;

/** Widths a person has chosen; null is the width of the design. */
export const widthsSetting = createLocalSetting(
  'paneWidths',
  z.object({ fleetPx: z.number().nullable(), listPx: z.number().nullable() }),
  { fleetPx: null, listPx: null },
);

/** Widths of the panes in a window: what was chosen or designed, never so much that the detail pane has no room. */
export function paneWidths(
  windowPx: number,
  chosen: { fleetPx: number | null; listPx: number | null },
): { fleetPx: number; listPx: number } {
  const isWide = windowPx >= 1280;
  const design =
    windowPx >= 1680
      ? { fleetPx: 380, listPx: 560 }
      : isWide
        ? { fleetPx: clamp(0.228 * windowPx, MIN_PX.fleet, 328), listPx: clamp(0.334 * windowPx, 432, 480) }
        : { fleetPx: 0, listPx: 400 };
  const fleetPx = isWide
    ? clamp(chosen.fleetPx ?? design.fleetPx, MIN_PX.fleet, windowPx - MIN_PX.list - MIN_PX.detail)
    : 0;
  const most = Math.max(320, windowPx - fleetPx - (isWide ? MIN_PX.detail : 360));
  return {
    fleetPx: Math.round(fleetPx),
    listPx: Math.round(clamp(chosen.listPx ?? design.listPx, Math.min(MIN_PX.list, most), most)),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
