/** Look of a floating list of choices. */
export const menuPanelClass =
  'z-30 max-h-[70vh] min-w-44 max-w-80 overflow-y-auto rounded-card bg-overlay p-1 text-13 text-fg-2 shadow-pop';

/** Look of one choice in it. */
export const menuItemClass =
  'flex min-h-7 cursor-pointer items-center gap-2 rounded-control px-2 outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-selected data-[highlighted]:text-fg max-md:min-h-11';
