import type { Ack, CommittedFile } from '@orrery/protocol';
import type { HubConnection } from '../link/hub-connection.ts';
import type { Redact } from '../redact/redactor.ts';
import type { Cursor } from '../tail/cursor.ts';
import { type OpenFile, type ReadLimits, readBatch } from '../tail/read-batch.ts';
import { createTrackedFile, fileKey, type TrackedFile } from '../tail/tracked-file.ts';
import { applyAck } from './apply-ack.ts';
import { LagEstimate } from './lag-estimate.ts';
import { Outbox } from './outbox.ts';
import type { ProbePoint } from './probe.ts';
import { createReadQueue } from './read-queue.ts';

const MAX_REFUSAL_DELAY_MS = 30_000;

export interface ShipperOptions {
  limits: ReadLimits;
  redact: Redact;
  openFile?: OpenFile;
  probe?: (point: ProbePoint) => void;
  /** Lag or problems may have changed. */
  onChange?: () => void;
}

/** A transcript that the watcher has seen. */
export interface SeenFile {
  root: string;
  path: string;
  absolutePath: string;
  size: number;
  mtimeMs: number;
}

/**
 * Reads transcripts and ships them while a connection is there. It keeps no truth: every connection begins with what
 * the hub says it holds.
 */
export class Shipper {
  readonly #options: ShipperOptions;
  readonly #probe: (point: ProbePoint) => void;
  readonly #files = new Map<string, TrackedFile>();
  readonly #present = new Set<TrackedFile>();
  readonly #unreadable = new Set<TrackedFile>();
  readonly #queue = createReadQueue<TrackedFile>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #lag = new LagEstimate();
  readonly #scratch: Buffer;
  #manifest: Map<string, Cursor> | null = null;
  #connection: HubConnection | null = null;
  #outbox: Outbox | null = null;
  #isScheduled = false;

  constructor(options: ShipperOptions) {
    this.#options = options;
    this.#probe = options.probe ?? (() => undefined);
    this.#scratch = Buffer.allocUnsafeSlow(options.limits.batchBytes);
  }

  /** A connection is there; nothing is shipped before the manifest is complete. */
  connect(connection: HubConnection): void {
    this.#connection = connection;
    this.#manifest = new Map();
  }

  addManifest(files: CommittedFile[]): void {
    for (const { root, path, generation, committed, identity } of files) {
      this.#manifest?.set(fileKey(root, path), { generation, offset: committed, identity });
    }
  }

  /** The manifest is complete: adopt it, whatever was believed before, and begin. */
  start(): void {
    if (!this.#connection || !this.#manifest) return;
    const manifest = this.#manifest;
    this.#manifest = null;
    for (const [key, cursor] of manifest) this.#adopt(this.#fileOf(key), cursor);
    for (const [key, file] of this.#files) {
      if (!manifest.has(key)) this.#adopt(file, { generation: 0, offset: 0, identity: null });
    }
    this.#queue.clear();
    for (const file of this.#present) this.#queue.pushHistory(file);
    this.#outbox = new Outbox({
      connection: this.#connection,
      onRoom: () => this.#schedule(),
      probe: this.#probe,
    });
    this.#schedule();
  }

  /** The connection is gone: what was in flight is unknown until the next manifest. */
  disconnect(): void {
    this.#outbox?.close();
    this.#outbox = null;
    this.#connection = null;
    this.#manifest = null;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** New, changed, or perhaps changed. A live file is read at once, before any history. */
  fileSeen(seen: SeenFile, isLive: boolean): void {
    const file = this.#fileOf(fileKey(seen.root, seen.path));
    file.absolutePath = seen.absolutePath;
    file.size = seen.size;
    file.mtimeMs = seen.mtimeMs;
    file.isDrained = false;
    this.#present.add(file);
    if (!this.#outbox) return;
    if (isLive) {
      this.#queue.pushLive(file);
      this.#pump();
    } else {
      this.#queue.pushHistory(file);
      this.#schedule();
    }
  }

  fileGone(root: string, path: string): void {
    const file = this.#files.get(fileKey(root, path));
    if (file) this.#forget(file);
  }

  onAck(ack: Ack): void {
    const file = this.#files.get(fileKey(ack.root, ack.path));
    const sent = file?.inFlight.shift();
    if (!file || !sent) return;
    this.#probe('beforeAck');
    const delayMs = applyAck(file, sent, ack);
    if (delayMs !== null && file.inFlight.length === 0)
      this.#later(file, Math.min(delayMs, MAX_REFUSAL_DELAY_MS));
    this.#probe('afterAck');
    this.#outbox?.acknowledge(sent);
    this.#options.onChange?.();
    this.#schedule();
  }

  /** Files that could not be read get another chance. */
  retryUnreadable(): void {
    for (const file of this.#unreadable) this.#queue.pushHistory(file);
    this.#schedule();
  }

  /** Complete lines on disk that the hub has not committed, estimated. */
  get lagLines(): number {
    return this.#lag.linesBehind(this.#present);
  }

  /** What cannot be read, in words. */
  get problems(): string[] {
    return [...this.#unreadable].map((file) => file.problem);
  }

  #fileOf(key: string): TrackedFile {
    let file = this.#files.get(key);
    if (!file) {
      const [root = '', path = ''] = key.split('\0');
      file = createTrackedFile(root, path);
      this.#files.set(key, file);
    }
    return file;
  }

  #adopt(file: TrackedFile, cursor: Cursor): void {
    file.committed = cursor;
    file.sent = cursor;
    file.inFlight = [];
    file.rewindTo = null;
    file.refusals = 0;
    file.searchFrom = 0;
    file.isDrained = false;
  }

  #forget(file: TrackedFile): void {
    this.#present.delete(file);
    this.#queue.delete(file);
    this.#unreadable.delete(file);
    this.#options.onChange?.();
  }

  #schedule(): void {
    if (this.#isScheduled || !this.#outbox) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#pump();
    });
  }

  /** One turn: a few reads, then the event loop gets its turn too. */
  #pump(): void {
    const outbox = this.#outbox;
    if (!outbox) return;
    let budget = this.#options.limits.batchBytes;
    while (budget > 0) {
      const turn = this.#nextTurn(outbox);
      if (!turn) return;
      budget -= this.#readTurn(outbox, turn.file, turn.isLive) + 16 * 1024;
    }
    this.#schedule();
  }

  #nextTurn(outbox: Outbox): { file: TrackedFile; isLive: boolean } | null {
    if (!outbox.hasLiveRoom) return null;
    return outbox.hasHistoryRoom ? this.#queue.take() : this.#queue.takeLive();
  }

  /** Reads one batch of one file. Returns the bytes read. */
  #readTurn(outbox: Outbox, file: TrackedFile, isLive: boolean): number {
    if (file.rewindTo !== null) return 0; // its last ack, or the timer set by it, queues it again
    this.#probe('beforeRead');
    const { limits, openFile } = this.#options;
    const options = {
      limits,
      searchFrom: file.searchFrom,
      scratch: this.#scratch,
      ...(openFile && { openFile }),
    };
    const result = readBatch(file.absolutePath, file.sent, options);
    switch (result.kind) {
      case 'gone':
        this.#forget(file);
        return 0;
      case 'unreadable':
        this.#unreadable.add(file);
        file.problem = `${file.absolutePath} cannot be read: ${result.error.message}`;
        this.#options.onChange?.();
        return 0;
      case 'changing':
        this.#queue.pushBack(file, isLive);
        return 0;
      case 'idle':
        this.#settle(file, result.next, result.size);
        file.searchFrom = result.searchFrom;
        file.isDrained = true;
        return 0;
      case 'batch': {
        this.#settle(file, result.next, result.size);
        file.searchFrom = result.next.offset;
        const { bytes } = result.batch;
        if (bytes) {
          this.#lag.learn(bytes, result.batch.lines);
          this.#options.redact(bytes);
        }
        this.#probe('afterRead');
        outbox.push(file, result.batch, isLive);
        if (result.hasMore) this.#queue.pushBack(file, isLive);
        else file.isDrained = true;
        return bytes?.length ?? 0;
      }
    }
  }

  #settle(file: TrackedFile, next: Cursor, size: number): void {
    file.sent = next;
    file.size = size;
    if (this.#unreadable.delete(file)) this.#options.onChange?.();
  }

  #later(file: TrackedFile, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (file.rewindTo !== null) file.sent = file.rewindTo;
      file.rewindTo = null;
      file.searchFrom = 0;
      this.#queue.pushLive(file);
      this.#pump();
    }, delayMs);
    this.#timers.add(timer);
  }
}
