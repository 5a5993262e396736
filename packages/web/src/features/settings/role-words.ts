import type { Role } from '@orrery/protocol';

/** Roles as people read them. */
export const roleNames: Record<Role, string> = { viewer: 'Viewer', operator: 'Operator', admin: 'Admin' };
