import * as z from 'zod';
import { createLocalSetting } from '../../storage/local-setting.ts';

export const sectionKeys = ['agents', 'tools', 'conversation'] as const;
export type SectionKey = (typeof sectionKeys)[number];

/** Names of the sections of the detail pane. */
export const sectionNames: Record<SectionKey, string> = {
  agents: 'Agents',
  tools: 'Tools',
  conversation: 'Conversation',
};

/** Which sections are closed, and how high the open ones are; null is the height of the design. */
export const sectionSetting = createLocalSetting(
  'detailSections',
  z.object({
    closed: z.array(z.enum(sectionKeys)),
    agentsPx: z.number().nullable(),
    toolsPx: z.number().nullable(),
  }),
  { closed: [], agentsPx: null, toolsPx: null },
);

/** Opens a closed section, closes an open one. */
export function toggleSection(key: SectionKey): void {
  const held = sectionSetting.read();
  const closed = held.closed.includes(key)
    ? held.closed.filter((each) => each !== key)
    : [...held.closed, key];
  sectionSetting.write({ ...held, closed });
}
