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

/** Read batches may wait here, compressing; past this no more are read. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** The socket's own queue stays this short, so that on a slow link a live line waits behind little. */
const MAX_BUFFERED_BYTES = 512 * 1024;

const nothing = new Uint8Array(0);

/** Compresses batches side by side and sends them in the order they were read, within the hub's byte window. */
export class Outbox {
  readonly #connection: HubConnection;
  readonly #onRoom: () => void;
  readonly #onError: (error: unknown) => void;
  readonly #probe: (point: ProbePoint) => void;
  #items: Item[] = [];
  #waitingBytes = 0;
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

  /** Whether another batch may be read. */
  get hasRoom(): boolean {
    return !this.#isClosed && this.#waitingBytes < MAX_WAITING_BYTES;
  }

  /** Uncompressed bytes that are read and not acknowledged. */
  get rawBytesAhead(): number {
    return this.#rawInFlight + this.#waitingBytes;
  }

  push(file: TrackedFile, batch: RawBatch): void {
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
    this.#items.push(item);
    this.#waitingBytes += rawBytes;
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
    if (this.#isClosed) return;
    for (let item = this.#items[0]; item?.compressed; item = this.#items[0]) {
      const size = item.compressed.payload.length;
      const isOverWindow = this.#payloadInFlight + size > this.#connection.welcome.windowBytes;
      if (this.#payloadInFlight > 0 && isOverWindow) return;
      if (this.#connection.bufferedBytes > MAX_BUFFERED_BYTES) return;
      this.#items.shift();
      this.#send(item, item.compressed);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#items = [];
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
    this.#waitingBytes -= item.rawBytes;
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
