import type { TranscriptFile } from './transcript-file.ts';

const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const MAIN = new RegExp(`^projects/([^/]+)/(${UUID})\\.jsonl$`);
const AGENT_BESIDE = /^projects\/([^/]+)\/agent-([A-Za-z0-9_-]+)\.jsonl$/;
const AGENT_BELOW = new RegExp(
  `^projects/([^/]+)/(${UUID})/subagents/(?:[^/]+/)*agent-([A-Za-z0-9_-]+)(\\.jsonl|\\.meta\\.json)$`,
);

/** What a file below a Claude config folder is. The path is relative to the folder, with `/`. */
export function classifyPath(relativePath: string): TranscriptFile {
  const main = MAIN.exec(relativePath);
  if (main?.[1] && main[2]) return { kind: 'main', slug: main[1], sessionId: main[2] };
  const beside = AGENT_BESIDE.exec(relativePath);
  if (beside?.[1] && beside[2])
    return { kind: 'agent', slug: beside[1], sessionId: null, agentId: beside[2] };
  const below = AGENT_BELOW.exec(relativePath);
  if (below?.[1] && below[2] && below[3]) {
    const file = { slug: below[1], sessionId: below[2], agentId: below[3] };
    return below[4] === '.jsonl' ? { kind: 'agent', ...file } : { kind: 'agentMeta', ...file };
  }
  return { kind: 'other' };
}
