import { type BatchHeader, encodeBatchFrame } from '@orrery/protocol';
import type { HubConnection } from '../link/hub-connection.ts';
import type { InFlight, TrackedFile } from '../tail/tracked-file.ts';
import type { ProbePoint } from './probe.ts';

/** A batch that is ready to go. */
export interface OutboxItem {
  file: TrackedFile;
  sent: InFlight;
  header: BatchHeader;
  payload: Uint8Array;
}

interface Lane {
  items: OutboxItem[];
  waitingBytes: number;
}

/** Packed batches that wait for the socket or the window; past this no more are read. Counted a lane. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** History may be this far ahead of the hub's acks, uncompressed; live lines then wait behind no more than that. */
const MAX_HISTORY_AHEAD_BYTES = 8 * 1024 * 1024;

/** Live batches are handed to the socket while its own queue is shorter than this; history only when it is empty. */
const MAX_BUFFERED_BYTES = 512 * 1024;

/**
 * Sends batches within the hub's byte window: live files before history, and the batches of one file always in the
 * order they were read.
 */
export class Outbox {
  readonly #connection: HubConnection;
  readonly #onRoom: () => void;
  readonly #probe: (point: ProbePoint) => void;
  readonly #live: Lane = { items: [], waitingBytes: 0 };
  readonly #history: Lane = { items: [], waitingBytes: 0 };
  #payloadInFlight = 0;
  #rawAhead = 0;
  #isClosed = false;

  constructor(options: {
    connection: HubConnection;
    /** A batch has left: there may be room for another. */
    onRoom: () => void;
    probe: (point: ProbePoint) => void;
  }) {
    this.#connection = options.connection;
    this.#onRoom = options.onRoom;
    this.#probe = options.probe;
  }

  /** Whether another batch of a live file may be read. */
  get hasLiveRoom(): boolean {
    return !this.#isClosed && this.#live.waitingBytes < MAX_WAITING_BYTES;
  }

  /** Whether another batch of history may be read. */
  get hasHistoryRoom(): boolean {
    if (this.#isClosed || this.#history.waitingBytes >= MAX_WAITING_BYTES) return false;
    return this.#rawAhead < MAX_HISTORY_AHEAD_BYTES;
  }

  push(item: OutboxItem, isLive: boolean): void {
    this.#rawAhead += item.sent.rawBytes;
    // A file that turned live while older batches of it wait stays behind them.
    const isBehind = isLive && this.#history.items.some((other) => other.file === item.file);
    const lane = isLive && !isBehind ? this.#live : this.#history;
    lane.items.push(item);
    lane.waitingBytes += item.payload.length;
    this.flush();
  }

  /** The hub has answered a batch. */
  acknowledge(sent: InFlight): void {
    this.#payloadInFlight -= sent.payloadBytes;
    this.#rawAhead -= sent.rawBytes;
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
    for (let item = lane.items[0]; item && !this.#isClosed; item = lane.items[0]) {
      const isOverWindow = this.#payloadInFlight + item.payload.length > this.#connection.welcome.windowBytes;
      if (this.#payloadInFlight > 0 && isOverWindow) return;
      if (this.#connection.bufferedBytes > maxBufferedBytes) return;
      lane.items.shift();
      lane.waitingBytes -= item.payload.length;
      this.#send(item);
    }
  }

  #send(item: OutboxItem): void {
    this.#payloadInFlight += item.payload.length;
    this.#probe('beforeSend');
    this.#connection.sendFrame(encodeBatchFrame(item.header, item.payload), () => {
      this.flush();
      this.#onRoom();
    });
    this.#probe('afterSend');
  }
}
