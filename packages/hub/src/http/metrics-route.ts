import type { Archive, ArchiveStats } from '../archive/archive.ts';
import type { App } from '../server/app.ts';
import type { Counters } from '../server/counters.ts';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

interface Metric {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  value: number;
}

/** `GET /metrics`: Prometheus text, for an admin key. */
export function addMetricsRoute(
  app: App,
  { archive, counters }: { archive: Archive; counters: Counters },
): void {
  app.route({
    method: 'GET',
    url: '/metrics',
    schema: { summary: 'Prometheus metrics' },
    config: { access: 'admin' },
    handler: async (_request, reply) => {
      const metrics = [...ownMetrics(counters), ...(await archiveMetrics(archive)), ...processMetrics()];
      return reply.type(CONTENT_TYPE).send(metrics.map(format).join(''));
    },
  });
}

function format({ name, type, help, value }: Metric): string {
  return `# HELP orrery_${name} ${help}\n# TYPE orrery_${name} ${type}\norrery_${name} ${value}\n`;
}

function ownMetrics(counters: Counters): Metric[] {
  return [
    gauge('agents_connected', 'Agents with an open link.', counters.agentsConnected),
    counter('agent_handshakes_refused_total', 'Agent links refused.', counters.agentHandshakesRefused),
    counter('batches_committed_total', 'Batches committed.', counters.batchesCommitted),
    counter('batches_refused_total', 'Batches refused.', counters.batchesRefused),
    counter('batch_bytes_total', 'Payload bytes received from agents.', counters.batchBytes),
    gauge('ingest_queue_bytes', 'Bytes received from agents and not stored.', counters.ingestQueueBytes),
    gauge(
      'ingest_queue_raw_bytes',
      'The same unpacked, rows counted as bytes.',
      counters.ingestQueueRawBytes,
    ),
    gauge('ingest_queue_items', 'Batches and messages received and not stored.', counters.ingestQueueItems),
    gauge('agents_held', 'Agents that are not read, because too much waits.', counters.agentsHeld),
    counter('agents_slowed_total', 'Times that an agent was faster than its rate.', counters.agentsSlowed),
    gauge('commands_waiting', 'Commands that wait for an answer.', counters.commandsWaiting),
    counter('commands_sent_total', 'Commands sent to agents.', counters.commandsSent),
    counter('commands_unanswered_total', 'Commands without an answer.', counters.commandsUnanswered),
    gauge('permission_requests_open', 'Requests that clients wait with.', counters.permissionRequestsOpen),
    gauge('live_sockets', 'Open live sockets.', counters.liveSockets),
    gauge('live_subscriptions', 'Subscriptions of live sockets.', counters.liveSubscriptions),
    counter('live_frames_total', 'Frames sent to live sockets.', counters.liveFrames),
    counter('live_cut_to_snapshot_total', 'Slow readers cut to a snapshot.', counters.liveCutToSnapshot),
    gauge('live_held_frames', 'Frames kept for readers that load.', counters.liveHeldFrames),
    gauge('live_held_bytes', 'Bytes of frames kept for readers that load.', counters.liveHeldBytes),
    gauge('notices_waiting', 'Notices that wait for their receiver.', counters.noticesWaiting),
    counter('notices_sent_total', 'Notices delivered to browsers and webhooks.', counters.noticesSent),
    counter('notices_failed_total', 'Notices given up or dropped.', counters.noticesFailed),
  ];
}

async function archiveMetrics(archive: Archive): Promise<Metric[]> {
  // Before the question that would count itself.
  const queues = archive.queues();
  // A hub that is in trouble is the one that somebody looks at: what can be told is told.
  const stats = await archive.stats().catch(() => null);
  return [
    gauge('archive_readable', '0 while the stored archive cannot be read.', stats === null ? 0 : 1),
    gauge('writer_queue_batches', 'Batches that wait for the writing thread.', queues.batches),
    gauge('writer_queue_raw_bytes', 'Raw bytes of these batches.', queues.batchBytes),
    gauge('writer_calls', 'Calls to the writing thread without an answer.', queues.writerCalls),
    gauge('reader_calls', 'Calls to the reading thread without an answer.', queues.readerCalls),
    gauge('searcher_calls', 'Calls to the searching thread without an answer.', queues.searcherCalls),
    ...(stats === null ? [] : storedMetrics(stats)),
  ];
}

function storedMetrics(stats: ArchiveStats): Metric[] {
  return [
    gauge('archive_raw_bytes', 'Bytes of transcript lines stored, uncompressed.', stats.rawBytes),
    gauge('archive_stored_bytes', 'Bytes on disk.', stats.storedBytes),
    gauge('archive_sessions', 'Sessions stored.', stats.sessions),
    gauge('archive_entries', 'Entries stored.', stats.entries),
    gauge('archive_files', 'Transcript files stored.', stats.files),
    gauge('archive_unindexed_blocks', 'Blocks not in an index segment yet.', stats.unindexedBlocks),
  ];
}

function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage();
  return [
    gauge('process_resident_memory_bytes', 'Resident memory.', process.memoryUsage.rss()),
    counter('process_cpu_seconds_total', 'CPU time.', (user + system) / 1e6),
    gauge('process_uptime_seconds', 'Time since start.', process.uptime()),
  ];
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, type: 'gauge', help, value };
}

function counter(name: string, help: string, value: number): Metric {
  return { name, type: 'counter', help, value };
}
