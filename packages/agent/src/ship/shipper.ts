import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ack, BatchHeader, CommittedFile } from '@orrery/protocol';
import type { ClaudeFiles } from '../files/claude-files.ts';
import { systemWords } from '../files/system-words.ts';
import type { HubConnection } from '../link/hub-connection.ts';
import type { Redact } from '../redact/redactor.ts';
import { type Cursor, freshCursor } from '../tail/cursor.ts';
import { cursorOfEarlier, learnEarlier, linesBefore } from '../tail/earlier-lines.ts';
import { type FileIdentities, rememberIdentity, sha256Hex } from '../tail/file-identity.ts';
import { FileTable } from '../tail/file-table.ts';
import { type RawBatch, type ReadLimits, type ReadResult, readBatch } from '../tail/read-batch.ts';
import { absolutePathOf, type TrackedFile } from '../tail/tracked-file.ts';
import { applyAck } from './apply-ack.ts';
import { LagEstimate } from './lag-estimate.ts';
import { Outbox } from './outbox.ts';
import { createPacker, type Packed } from './packer.ts';
import type { ProbePoint } from './probe.ts';
import { createReadQueue } from './read-queue.ts';

const MAX_REFUSAL_DELAY_MS = 30_000;

const nothing = new Uint8Array(0);

export interface ShipperOptions {
  files: ClaudeFiles;
  limits: ReadLimits;
  redact: Redact;
  /** Rules of the host: what must never leave it. */
  isExcluded: (root: string, path: string) => boolean;
  probe?: (point: ProbePoint) => void;
  /** Lag or problems may have changed. */
  onChange?: () => void;
  onError: (error: unknown) => void;
}

/** A transcript that the watcher has seen. */
export interface SeenFile {
  root: string;
  path: string;
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
  readonly #files = new FileTable();
  readonly #present = new Set<TrackedFile>();
  readonly #unreadable = new Set<TrackedFile>();
  readonly #queue = createReadQueue<TrackedFile>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #lag = new LagEstimate();
  readonly #packer = createPacker();
  readonly #scratch: Buffer;
  #manifest: CommittedFile[] | null = null;
  #connection: HubConnection | null = null;
  #identities: FileIdentities | null = null;
  #outbox: Outbox | null = null;
  #isScheduled = false;
  #isPumping = false;

  constructor(options: ShipperOptions) {
    this.#options = options;
    this.#probe = options.probe ?? (() => undefined);
    this.#scratch = Buffer.allocUnsafeSlow(options.limits.batchBytes);
  }

  /** A connection is there; nothing is shipped before the manifest is complete. */
  connect(connection: HubConnection, identities: FileIdentities): void {
    this.#connection = connection;
    this.#identities = identities;
    this.#manifest = [];
  }

  addManifest(files: CommittedFile[]): void {
    this.#manifest?.push(...files);
  }

  /** The manifest is complete: adopt it, whatever was believed before, and begin. */
  start(): void {
    if (!this.#connection || !this.#manifest) return;
    const manifest = this.#manifest;
    this.#manifest = null;
    // What neither this manifest nor the disk knows is forgotten, or a hub could name new files with every connection.
    this.#files.keepOnly(this.#present);
    for (const file of this.#files.all()) adopt(file, freshCursor);
    for (const { root, path, generation, committed, identity } of manifest) {
      adopt(this.#files.getOrCreate(root, path), {
        generation,
        offset: committed,
        identity: rememberIdentity(identity),
      });
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
    const file = this.#files.getOrCreate(seen.root, seen.path);
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

  /** For good: nothing of this object works afterwards. */
  close(): void {
    this.disconnect();
    this.#packer.close();
  }

  fileGone(root: string, path: string): void {
    const file = this.#files.get(root, path);
    if (file) this.#forget(file);
  }

  onAck(ack: Ack): void {
    const file = this.#files.get(ack.root, ack.path);
    const sent = file?.inFlight?.shift();
    if (!file || !sent) return;
    if (file.inFlight?.length === 0) file.inFlight = null;
    this.#probe('beforeAck');
    const delayMs = applyAck(file, sent, ack);
    if (delayMs !== null && file.inFlight === null)
      this.#later(file, Math.min(delayMs, MAX_REFUSAL_DELAY_MS));
    this.#probe('afterAck');
    this.#outbox?.acknowledge(sent);
    this.#options.onChange?.();
    this.#schedule();
  }

  /** What could not be read, or was excluded, gets another look. */
  lookAgain(): void {
    for (const file of this.#unreadable) this.#queue.pushHistory(file);
    for (const file of this.#present) {
      if (file.isExcluded !== this.#options.isExcluded(file.root, file.path)) this.#queue.pushHistory(file);
    }
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

  #forget(file: TrackedFile): void {
    this.#present.delete(file);
    this.#queue.delete(file);
    this.#unreadable.delete(file);
    this.#options.files.forget(file.root, file.path);
    this.#options.onChange?.();
  }

  /** Soon, when the event loop has had its turn. */
  #schedule(): void {
    if (this.#isScheduled || !this.#outbox) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#pump();
    });
  }

  /** One batch is read and packed at a time; a second call while one is under way changes nothing. */
  #pump(): void {
    const outbox = this.#outbox;
    if (!outbox || this.#isPumping) return;
    this.#isPumping = true;
    this.#work(outbox)
      .catch((error: unknown) => {
        // Nothing of this connection can be relied on; the next one begins with what the hub holds.
        this.#options.onError(error);
        this.#connection?.close();
      })
      .finally(() => {
        this.#isPumping = false;
        if (this.#outbox !== outbox) this.#schedule();
      });
  }

  async #work(outbox: Outbox): Promise<void> {
    let looks = 0;
    for (let turn = this.#nextTurn(outbox); turn; turn = this.#nextTurn(outbox)) {
      const found = this.#look(turn.file, turn.isLive);
      if (found !== null && found !== 'learned') await this.#ship(outbox, turn.file, found, turn.isLive);
      looks += 1;
      // Looks that find nothing to send never wait by themselves.
      if (found !== null || looks % 50 === 0) await nextTurn();
      if (this.#outbox !== outbox) return;
    }
  }

  #nextTurn(outbox: Outbox): { file: TrackedFile; isLive: boolean } | null {
    if (!outbox.hasLiveRoom) return null;
    return outbox.hasHistoryRoom ? this.#queue.take() : this.#queue.takeLive();
  }

  async #ship(outbox: Outbox, file: TrackedFile, batch: RawBatch, isLive: boolean): Promise<void> {
    const { generation, start, end, identity, lagLines } = batch;
    const bytes = batch.bytes ?? nothing;
    const sent = { cursor: file.sent, payloadBytes: 0, rawBytes: bytes.length };
    file.inFlight ??= [];
    file.inFlight.push(sent);
    const sha256 = sha256Hex(bytes);
    const { encoding, payload }: Packed =
      batch.bytes === null ? { encoding: 'skipped', payload: nothing } : await this.#packer.pack(bytes);
    if (this.#outbox !== outbox) return;
    sent.payloadBytes = payload.length;
    const { root, path } = file;
    const header: BatchHeader = {
      type: 'batch',
      root,
      path,
      generation,
      start,
      end,
      sha256,
      encoding,
      identity,
      lagLines,
    };
    outbox.push({ file, sent, header, payload }, isLive);
  }

  /** One look at one file: the next batch of it, redacted; `learned`: lines before that one were read; else null. */
  #look(file: TrackedFile, isLive: boolean): RawBatch | 'learned' | null {
    const identities = this.#identities;
    // What is to be rewound is queued again by its last ack, or by the timer set by it.
    if (file.rewindTo !== null || identities === null) return null;
    file.isExcluded = this.#options.isExcluded(file.root, file.path);
    if (file.isExcluded) {
      file.isDrained = true;
      return null;
    }
    this.#probe('beforeRead');
    const { limits, files } = this.#options;
    const earlier = cursorOfEarlier(file.earlier, file.sent);
    const result = readBatch(() => files.open(file.root, file.path), earlier ?? file.sent, {
      identities,
      limits,
      searchFrom: earlier === null ? file.searchFrom : 0,
      scratch: this.#scratch,
    });
    switch (result.kind) {
      case 'gone':
        this.#forget(file);
        return null;
      case 'refused':
        // Its next change brings it again; until then nothing of it waits.
        file.isDrained = true;
        this.#unreadable.delete(file);
        this.#options.onChange?.();
        return null;
      case 'unreadable':
        this.#unreadable.add(file);
        file.problem = `${absolutePathOf(file)} cannot be read: ${systemWords(result.error)}`;
        this.#options.onChange?.();
        return null;
      case 'changing':
        // What was searched, or learned from, may be other bytes by now.
        file.searchFrom = 0;
        file.earlier = null;
        this.#queue.pushBack(file, isLive);
        return null;
      case 'idle':
        if (earlier !== null) return this.#learn(file, isLive, null);
        this.#settle(file, result.next, result.size);
        file.searchFrom = result.searchFrom;
        file.isDrained = true;
        return null;
      case 'batch':
        return earlier === null ? this.#take(file, isLive, result) : this.#learn(file, isLive, result.batch);
    }
  }

  /** Lines before the cursor, read for what they say of those behind it; null: they are not there any more. */
  #learn(file: TrackedFile, isLive: boolean, batch: RawBatch | null): 'learned' {
    file.earlier = file.earlier && batch && learnEarlier(file.earlier, batch);
    this.#queue.pushBack(file, isLive);
    return 'learned';
  }

  #take(
    file: TrackedFile,
    isLive: boolean,
    { batch, next, hasMore, size }: Extract<ReadResult, { kind: 'batch' }>,
  ): RawBatch | 'learned' {
    const earlier = linesBefore(file.earlier, batch);
    file.earlier = earlier;
    if (earlier.offset < batch.start) {
      this.#queue.pushBack(file, isLive);
      return 'learned';
    }
    this.#settle(file, next, size);
    file.searchFrom = next.offset;
    file.isDrained = !hasMore;
    if (hasMore) this.#queue.pushBack(file, isLive);
    if (batch.bytes) {
      this.#lag.learn(batch.bytes, batch.lines);
      this.#options.redact(batch.bytes, earlier.dotenv);
    }
    // Of history nothing is kept: most of it never grows again.
    file.earlier = hasMore || isLive ? { ...earlier, offset: batch.end, target: batch.end } : null;
    this.#probe('afterRead');
    return batch;
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
      // Nothing has shown that the file is the same since: it is looked at anew.
      file.earlier = null;
      this.#queue.pushLive(file);
      this.#pump();
    }, delayMs);
    this.#timers.add(timer);
  }
}

function adopt(file: TrackedFile, cursor: Cursor): void {
  file.committed = cursor;
  file.sent = cursor;
  file.inFlight = null;
  file.rewindTo = null;
  file.refusals = 0;
  file.searchFrom = 0;
  file.isDrained = false;
}
