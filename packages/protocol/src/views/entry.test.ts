import type { AgentView, Entry, ToolCallView } from '@orrery/transcript';
import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { agentViewSchema } from './agent-view.ts';
import type { EntryView } from './entry.ts';
import type { toolCallViewSchema } from './tool-call-view.ts';

test('[PR7] what the projections make and what the wire carries are one type', () => {
  expectTypeOf<EntryView>().toEqualTypeOf<Entry>();
  expectTypeOf<z.infer<typeof agentViewSchema>>().toEqualTypeOf<AgentView>();
  expectTypeOf<z.infer<typeof toolCallViewSchema>>().toEqualTypeOf<ToolCallView>();
});
