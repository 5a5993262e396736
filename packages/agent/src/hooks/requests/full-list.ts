import type { HeldRequest, PermissionRequests } from '@orrery/protocol';

/** A frame well below what a hub takes. */
const MAX_CHARACTERS = 512 * 1024;

/** All held requests in one message, or in several where their inputs are large; the first one replaces what was known. */
export function fullList(open: readonly HeldRequest[]): PermissionRequests[] {
  const pages: HeldRequest[][] = [[]];
  let size = 0;
  for (const request of open) {
    if (size > 0 && size + request.input.length > MAX_CHARACTERS) {
      pages.push([]);
      size = 0;
    }
    pages.at(-1)?.push(request);
    size += request.input.length + 1;
  }
  return pages.map((page, index) => ({
    type: 'permissionRequests',
    isFull: index === 0,
    open: page,
    closed: [],
  }));
}
