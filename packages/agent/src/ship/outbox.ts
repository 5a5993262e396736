import { type BatchHeader, encodeBatchFrame } from '@orrery/protocol';
import type { HubConnection } from '../link/hub-connection.ts';
import { sha256Hex } from '../tail/file-identity.ts';
import type { RawBatch } from '../tail/read-batch.ts';
import type { TrackedFile } from '../tail/tracked-file.ts';
import { type Compressed, compress } from './compress.ts';
import type { ProbePoint } from './probe.ts';

interface Item {
  file: TrackedFile;
  header: Omit<BatchHeader, 'encoding'>;
  rawBytes: number;
  compressed: { encoding: BatchHeader['encoding']; payload: Uint8Array } | null;
}

/** Read batches may wait here, compressing; past this no more are read. Counted for live files and history apart. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** History may be this far ahead of the hub's acks, uncompressed; live lines then wait behind no more than that. */
const MAX_HISTORY_AHEAD_BYTES = 8 * 1024 * 1024;

/** Live batches are handed to the socket while its own queue is shorter than this; history only when it is empty. */
const MAX_BUFFERED_BYTES = 512 * 1024;

interface Lane {
  items: Item[];
  waitingBytes: number;
}

const nothing = new Uint8Array(0);

/**
 * Compresses batches side by side and sends them within the hub's byte window: live files before history, and the
 * batches of one file always in the order they were read.
 */
export class Outbox {
  readonly #connection: HubConnection;
  readonly #onRoom: () => void;
  readonly #onError: (error: unknown) => void;
  readonly #probe: (point: ProbePoint) => void;
  readonly #live: Lane = { items: [], waitingBytes: 0 };
  readonly #history: Lane = { items: [], waitingBytes: 0 };
  #payloadInFlight = 0;
  #rawInFlight = 0;
  #isClosed = false;

  constructor(options: {
    connection: HubConnection;
    /** A batch has left or was acknowledged: there may be room for another. */
    onRoom: () => void;
    onError: (error: unknown) => void;
    probe: (point: ProbePoint) => void;
  }) {
    this.#connection = options.connection;
    this.#onRoom = options.onRoom;
    this.#onError = options.onError;
    this.#probe = options.probe;
  }

  /** Whether another batch of a live file may be read. */
  get hasLiveRoom(): boolean {
    return !this.#isClosed && this.#live.waitingBytes < MAX_WAITING_BYTES;
  }

  /** Whether another batch of history may be read. */
  get hasHistoryRoom(): boolean {
    if (this.#isClosed || this.#history.waitingBytes >= MAX_WAITING_BYTES) return false;
    return this.#history.waitingBytes + this.#rawInFlight < MAX_HISTORY_AHEAD_BYTES;
  }

  push(file: TrackedFile, batch: RawBatch, isLive: boolean): void {
    const { generation, start, end, bytes, identity, lagLines } = batch;
    const rawBytes = bytes?.length ?? 0;
    const header = {
      type: 'batch' as const,
      root: file.root,
      path: file.path,
      generation,
      start,
      end,
      sha256: sha256Hex(bytes ?? nothing),
      identity,
      lagLines,
    };
    const item: Item = { file, header, rawBytes, compressed: null };
    file.inFlight.push({ cursor: { generation, offset: end, identity }, payloadBytes: 0, rawBytes });
    // A file that turned live while older batches of it wait stays behind them.
    const isBehind = this.#history.items.some((other) => other.file === file);
    const lane = isLive && !isBehind ? this.#live : this.#history;
    lane.items.push(item);
    lane.waitingBytes += rawBytes;
    if (bytes === null) this.#finish(item, { encoding: 'skipped', payload: nothing });
    else
      compress(bytes).then(
        (compressed: Compressed) => this.#finish(item, compressed),
        (error: unknown) => this.#onError(error),
      );
  }

  /** The hub has answered a batch. */
  acknowledge(sent: { payloadBytes: number; rawBytes: number }): void {
    this.#payloadInFlight -= sent.payloadBytes;
    this.#rawInFlight -= sent.rawBytes;
    this.flush();
  }

  /** Sends what may be sent. */
  flush(): void {
    this.#flushLane(this.#live, MAX_BUFFERED_BYTES);
    this.#flushLane(this.#history, 0);
  }

  close(): void {
    this.#isClosed = true;
    this.#live.items = [];
    this.#history.items = [];
  }

  #flushLane(lane: Lane, maxBufferedBytes: number): void {
    for (let item = lane.items[0]; item?.compressed && !this.#isClosed; item = lane.items[0]) {
      const size = item.compressed.payload.length;
      const isOverWindow = this.#payloadInFlight + size > this.#connection.welcome.windowBytes;
      if (this.#payloadInFlight > 0 && isOverWindow) return;
      if (this.#connection.bufferedBytes > maxBufferedBytes) return;
      lane.items.shift();
      lane.waitingBytes -= item.rawBytes;
      this.#send(item, item.compressed);
    }
  }

  #finish(item: Item, compressed: { encoding: BatchHeader['encoding']; payload: Uint8Array }): void {
    item.compressed = compressed;
    this.flush();
    this.#onRoom();
  }

  #send(item: Item, compressed: { encoding: BatchHeader['encoding']; payload: Uint8Array }): void {
    const { encoding, payload } = compressed;
    // The batches of one file leave in order, so the first that has no size yet is this one.
    const entry = item.file.inFlight.find(
      (sent) => sent.cursor.offset === item.header.end && !sent.payloadBytes,
    );
    if (entry) entry.payloadBytes = payload.length;
    this.#rawInFlight += item.rawBytes;
    this.#payloadInFlight += payload.length;
    this.#probe('beforeSend');
    this.#connection.sendFrame(encodeBatchFrame({ ...item.header, encoding }, payload), () => {
      this.flush();
      this.#onRoom();
    });
    this.#probe('afterSend');
  }
}
