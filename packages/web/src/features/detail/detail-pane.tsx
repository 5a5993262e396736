import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowUpRight, Maximize2 } from 'lucide-react';
import { type ReactNode, useCallback, useState } from 'react';
import { fetchSession } from '../../api.ts';
import { counted } from '../../format/name.ts';
import { REMOVED_MACHINE } from '../../state/host-words.ts';
import type { LiveState } from '../../state/live-state.ts';
import { topicOf, useLive, useWatchSession } from '../../state/use-live.tsx';
import type { SessionSummary } from '../../state/wire-types.ts';
import { useLocalSetting } from '../../storage/local-setting.ts';
import { IconButton } from '../../ui/button.tsx';
import { Divider } from '../../ui/divider.tsx';
import { Icon } from '../../ui/icons.tsx';
import { lazyPart } from '../../ui/lazy-part.tsx';
import { EmptyState, PaneBoundary } from '../../ui/pane.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { media, useMedia } from '../../ui/use-media.ts';
import { ClosingLine } from './closing-line.tsx';
import { ConversationTail } from './conversation-tail.tsx';
import { DetailHeader } from './detail-header.tsx';
import { PermissionBar } from './permission-bar.tsx';
import { Section } from './section.tsx';
import { sectionSetting } from './sections.ts';
import type { ToolFilter } from './tool-rows.ts';
import { ToolsList } from './tools-list.tsx';

/** Not part of the list, which is what a visit begins with. */
const AgentsGraph = lazyPart(() => import('./agents-graph.tsx').then((found) => found.AgentsGraph));
/** The phone's tabs come in their own chunk. */
const DetailTabs = lazyPart(() => import('./detail-tabs.tsx').then((found) => found.DetailTabs));

const AGENTS_PX = 224;
const TOOLS_PX = 168;

/** One session, whole: agents, tools and conversation, live. */
export function DetailPane({ sessionId, onBack }: { sessionId: string; onBack: (() => void) | null }) {
  useWatchSession(sessionId);
  const session = useLive(useCallback((state: LiveState) => state.sessions.get(sessionId), [sessionId]));
  const topicError = useLive(useCallback((state: LiveState) => topicOf(state, sessionId).error, [sessionId]));
  const isReady = useLive(useCallback((state: LiveState) => state.fleetSeq !== null, []));
  // An old session is not in the fleet's snapshot; the topic brings it, or says that there is none.
  const stored = useQuery({
    queryKey: ['session', sessionId],
    queryFn: ({ signal }) => fetchSession(sessionId, signal),
    enabled: isReady && session === undefined,
    retry: false,
  });
  const shown = session ?? stored.data;
  if (shown === undefined) {
    const error = topicError ?? stored.error?.message;
    return error === undefined ? (
      <p className="appear-late p-4 text-fg-3">Loading the session…</p>
    ) : (
      <EmptyState title="No such session">{error}</EmptyState>
    );
  }
  return <SessionDetail key={sessionId} session={shown} onBack={onBack} />;
}

function SessionDetail({ session, onBack }: { session: SessionSummary; onBack: (() => void) | null }) {
  const hostName = useLive(
    useCallback(
      (state: LiveState) => state.hosts.get(session.hostId)?.name ?? REMOVED_MACHINE,
      [session.hostId],
    ),
  );
  const isWide = useMedia(media.md);
  const [agentId, setAgentId] = useState<string | null>(null);
  const [filter, setFilter] = useState<ToolFilter>('all');
  const [isLarge, setLarge] = useState(false);
  const chooseAgent = useCallback((next: string | null) => {
    setAgentId(next);
    setFilter(next === null ? 'all' : 'agent');
  }, []);

  const agents = (
    <PaneBoundary name="Agents">
      <AgentsGraph
        sessionId={session.id}
        chosenAgent={filter === 'agent' ? (agentId ?? 'main') : null}
        onAgent={chooseAgent}
        isLarge={isLarge}
        onLarge={setLarge}
      />
    </PaneBoundary>
  );
  const tools = (
    <PaneBoundary name="Tools">
      <ToolsList sessionId={session.id} filter={filter} agentId={agentId} />
    </PaneBoundary>
  );
  const conversation = (
    <PaneBoundary name="Conversation">
      <ConversationTail sessionId={session.id} person={session.person} />
    </PaneBoundary>
  );
  const toolFilter = (
    <ToolFilterChoice session={session} agentId={agentId} filter={filter} onFilter={setFilter} />
  );
  return (
    <>
      <DetailHeader session={session} hostName={hostName} onBack={onBack} />
      <ClosingLine sessionId={session.id} />
      <PermissionBar session={session} hostName={hostName} />
      {isWide ? (
        <DetailSections
          session={session}
          agents={agents}
          tools={tools}
          conversation={conversation}
          toolFilter={toolFilter}
          onLarge={() => setLarge(true)}
        />
      ) : (
        <DetailTabs
          panels={{ agents, tools, conversation }}
          counts={{ agents: session.agents, tools: session.toolCalls }}
        />
      )}
    </>
  );
}

interface DetailSectionsProps {
  session: SessionSummary;
  agents: ReactNode;
  tools: ReactNode;
  conversation: ReactNode;
  toolFilter: ReactNode;
  onLarge: () => void;
}

function DetailSections(props: DetailSectionsProps) {
  const { session, agents, tools, conversation, toolFilter, onLarge } = props;
  const isVeryWide = useMedia(media.xxxl);
  const [sizes, setSizes] = useLocalSetting(sectionSetting);
  const isOpen = (key: 'agents' | 'tools' | 'conversation') => !sizes.closed.includes(key);
  const agentsPx = sizes.agentsPx ?? (session.agents === 0 ? 112 : AGENTS_PX);
  const toolsPx = sizes.toolsPx ?? TOOLS_PX;
  const agentRemark =
    session.agents === 0 ? 'none started' : `${session.agents}, ${session.agentsWorking} working`;
  const toolRemark = `${counted(session.toolCalls, 'call')}, ${session.toolErrors} failed`;

  const agentsSection = (
    <Section
      sectionKey="agents"
      remark={agentRemark}
      aside={
        session.agents > 0 && (
          <>
            <span className="truncate text-12 text-fg-3 max-xl:hidden">line weight = tokens this minute</span>
            <IconButton label="Show the agents large" onClick={onLarge}>
              <Icon of={Maximize2} />
            </IconButton>
          </>
        )
      }
      heightPx={isVeryWide ? null : agentsPx}
    >
      {agents}
    </Section>
  );
  const toolsSection = (
    <Section sectionKey="tools" remark={toolRemark} aside={toolFilter} heightPx={isVeryWide ? null : toolsPx}>
      {tools}
    </Section>
  );
  const resize = (key: 'agentsPx' | 'toolsPx', label: string, valuePx: number, controls: string) => (
    <Divider
      label={label}
      direction="row"
      valuePx={valuePx}
      minPx={80}
      maxPx={480}
      controls={controls}
      onChange={(px) => setSizes({ ...sizes, [key]: px })}
      onReset={() => setSizes({ ...sizes, [key]: null })}
    />
  );
  return (
    <>
      {isVeryWide ? (
        <>
          <div
            className="flex flex-none"
            style={isOpen('agents') || isOpen('tools') ? { height: agentsPx + 64 } : undefined}
          >
            <div className="flex min-w-0 flex-[3] flex-col border-r border-line">{agentsSection}</div>
            <div className="flex min-w-0 flex-[2] flex-col">{toolsSection}</div>
          </div>
          {resize('agentsPx', 'Height of agents and tools', agentsPx, 'section-agents')}
        </>
      ) : (
        <>
          {agentsSection}
          {isOpen('agents') && resize('agentsPx', 'Height of agents', agentsPx, 'section-agents')}
          {toolsSection}
          {isOpen('tools') && resize('toolsPx', 'Height of tools', toolsPx, 'section-tools')}
        </>
      )}
      <Section
        sectionKey="conversation"
        remark="latest turns"
        aside={
          <Link
            to="/sessions/$sessionId"
            params={{ sessionId: session.id }}
            className="flex flex-none items-center gap-1 text-12 text-fg-2 hover:text-fg"
          >
            Open in Browse
            <Icon of={ArrowUpRight} size={14} />
          </Link>
        }
        heightPx={null}
      >
        {conversation}
      </Section>
    </>
  );
}

interface ToolFilterChoiceProps {
  session: SessionSummary;
  agentId: string | null;
  filter: ToolFilter;
  onFilter: (filter: ToolFilter) => void;
}

function ToolFilterChoice({ session, agentId, filter, onFilter }: ToolFilterChoiceProps) {
  const agentName = useLive(
    useCallback(
      (state: LiveState) =>
        agentId === null ? 'main' : (topicOf(state, session.id).agents.get(agentId)?.type ?? 'main'),
      [session.id, agentId],
    ),
  );
  const options = [
    { value: 'all', label: 'All agents' },
    { value: 'agent', label: agentName },
    { value: 'errors', label: `Errors ${session.toolErrors}` },
  ] as const;
  return <Segmented label="Tool calls of" value={filter} options={options} onChange={onFilter} />;
}
