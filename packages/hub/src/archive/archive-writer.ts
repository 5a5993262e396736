import type {
  Ack,
  AlertSettings,
  BatchHeader,
  Document,
  HookReports,
  HostRemoval,
  HostView,
  LiveSessions,
  PermissionRequests,
  WaitingMachine,
} from '@orrery/protocol';
import { openAlertSettings } from '../ingest/alert-settings.ts';
import { commitBatch, commitBatches, commitDocument, type HostBatch } from '../ingest/batches.ts';
import { createEraser, type EraseStep } from '../ingest/eraser.ts';
import { applyHookReports } from '../ingest/hook-state.ts';
import { createHostRegistry } from '../ingest/hosts.ts';
import { applyLiveReport } from '../ingest/live-reports.ts';
import { applyPermissionReport, forgetRequests } from '../ingest/permission-reports.ts';
import { canRestore, reindexAll, resumeReindex } from '../ingest/reindex.ts';
import { reviewStates, reviewThresholds } from '../ingest/review-states.ts';
import { type CommittedChange, createUnits } from '../ingest/unit-of-work.ts';
import { listWaiting } from '../ingest/waiting-machines.ts';
import type { Storage } from '../storage/storage.ts';
import type { AdmittedAs, HostLink, HostRecord, HostRegistration, RemovedBy } from './archive.ts';

/** All writing of the archive, synchronous, over any storage. Exactly one exists for a storage. */
export interface ArchiveWriter {
  registerHost(host: HostRegistration): HostView;
  revokeHost(hostId: string, by: { by: string; why: string }): HostView[];
  admitHost(id: string, as: AdmittedAs): HostView[];
  refuseHost(waitingId: string, by: string): void;
  waitingMachines(): WaitingMachine[];
  renameHost(hostId: string, name: string | null): HostView;
  removeHost(hostId: string, by: RemovedBy): void;
  hostRemovals(): HostRemoval[];
  /** Does the next piece of what is removed in the background. */
  eraseStep(): EraseStep;
  hostByPublicKey(publicKey: string): HostRecord[];
  setHostLink(hostId: string, link: HostLink): void;
  commitBatch(hostId: string, header: BatchHeader, payload: Uint8Array): Ack;
  /** In one transaction where that works; each has its own answer. */
  commitBatches(batches: readonly HostBatch[]): PromiseSettledResult<Ack>[];
  commitDocument(hostId: string, document: Document): void;
  applyLiveSessions(hostId: string, change: LiveSessions): void;
  applyPermissionRequests(hostId: string, change: PermissionRequests): void;
  applyHookReports(hostId: string, change: HookReports): void;
  alertSettings(): AlertSettings;
  setAlertSettings(settings: AlertSettings): void;
  watch(sessionId: string): void;
  unwatch(sessionId: string): void;
  reindex(onProgress: (done: number, total: number) => void): void;
  /**
   * Decides what follows from the clock alone: sessions that have become quiet, are stuck, wait long or calmed down. Returns
   * when it should be asked again at the latest.
   */
  reviewStates(): number;
}

export interface WriterOptions {
  storage: Storage;
  now: () => number;
  newId: () => string;
  onCommit: (change: CommittedChange) => void;
  /** The archive is built anew from its raw log before anything else, which may take minutes. */
  onRebuild?: (chunks: number) => void;
}

/** Takes over a storage: finishes what a crash left and marks every host unreachable until its agent is back. */
export function createArchiveWriter(options: WriterOptions): ArchiveWriter {
  const { storage, now, newId, onCommit, onRebuild = () => undefined } = options;
  const watched = new Map<string, number>();
  const alerts = openAlertSettings(storage);
  const isWatched = (sessionId: string) => watched.has(sessionId);
  const units = createUnits({ storage, now, onCommit, isWatched, thresholds: alerts.get });
  const review = () => ({ storage, units, thresholds: alerts.get(), now: now() });
  const hosts = createHostRegistry({ storage, units, newId });
  const eraser = createEraser({ storage, units });
  resumeReindex(storage, units, onRebuild);
  if (!canRestore(storage)) reindexAll(storage, units, () => {});
  forgetRequests(storage, units);
  hosts.disconnectAll('the hub was restarted; waiting for the agent');
  return {
    registerHost: hosts.register,
    revokeHost: (hostId, by) => hosts.revoke(hostId, { ...by, at: now() }),
    admitHost: hosts.admit,
    refuseHost: hosts.refuse,
    waitingMachines: () => listWaiting(storage),
    renameHost: hosts.rename,
    removeHost(hostId, by) {
      hosts.remove(hostId, by);
      // It may be marking the sessions of this very machine.
      eraser.restart();
    },
    hostRemovals: eraser.removals,
    eraseStep: eraser.step,
    hostByPublicKey: hosts.byPublicKey,
    setHostLink: hosts.setLink,
    commitBatch(hostId, header, payload) {
      hosts.checkTaken(hostId);
      return commitBatch(units, { hostId, header, payload });
    },
    commitBatches: (batches) => commitBatches(units, batches, hosts.checkTaken),
    commitDocument(hostId, document) {
      hosts.checkTaken(hostId);
      commitDocument(units, hostId, document);
    },
    applyLiveSessions(hostId, change) {
      hosts.checkTaken(hostId);
      applyLiveReport(units, hostId, change);
    },
    applyPermissionRequests(hostId, change) {
      hosts.checkTaken(hostId);
      applyPermissionReport(units, hostId, change);
    },
    applyHookReports(hostId, change) {
      hosts.checkTaken(hostId);
      applyHookReports(units, hostId, change);
    },
    alertSettings: alerts.get,
    setAlertSettings(settings) {
      alerts.set(settings);
      reviewThresholds(review());
    },
    watch: (sessionId) => void watched.set(sessionId, (watched.get(sessionId) ?? 0) + 1),
    unwatch(sessionId) {
      const count = (watched.get(sessionId) ?? 0) - 1;
      if (count > 0) watched.set(sessionId, count);
      else watched.delete(sessionId);
    },
    reindex(onProgress) {
      reindexAll(storage, units, onProgress);
      eraser.restart();
    },
    reviewStates: () => reviewStates(review()),
  };
}
