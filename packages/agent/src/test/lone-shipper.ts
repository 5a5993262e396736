import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import zlib from 'node:zlib';
import { type Ack, type BatchHeader, type CommittedFile, decodeBatchFrame } from '@orrery/protocol';
import { ClaudeFiles } from '../files/claude-files.ts';
import type { HubConnection } from '../link/hub-connection.ts';
import { createRedact } from '../redact/redactor.ts';
import { Shipper } from '../ship/shipper.ts';
import { FileIdentities } from '../tail/file-identity.ts';
import { defaultReadLimits, type ReadLimits } from '../tail/read-batch.ts';

/** A batch as the hub sees it. */
export interface SeenBatch {
  header: BatchHeader;
  bytes: Buffer;
}

export const PATH = 'projects/p/a.jsonl';

const welcome = { type: 'welcome', hostId: 'h', hubVersion: '0', now: 0, windowBytes: 2 ** 23 } as const;

/** A shipper with one file, and a hub that is the test's own words. */
export class LoneShipper {
  readonly root = mkdtempSync(join(tmpdir(), 'orrery-ship-'));
  readonly #limits: Partial<ReadLimits>;
  readonly #secret: Buffer;
  #shipper: Shipper | null = null;
  #seen: SeenBatch[] = [];
  #waiting: (() => void) | null = null;
  /** Looks at the file; each reads a batch at most. */
  looks = 0;

  constructor(content: string | Buffer, limits: Partial<ReadLimits> = {}, secret = Buffer.alloc(32, 7)) {
    this.#limits = limits;
    this.#secret = secret;
    this.write(content);
  }

  write(content: string | Buffer): void {
    mkdirSync(dirname(join(this.root, PATH)), { recursive: true });
    writeFileSync(join(this.root, PATH), content);
  }

  /** A process that has just begun: nothing is remembered. */
  restart(): void {
    this.#shipper?.close();
    this.#shipper = new Shipper({
      files: new ClaudeFiles({ roots: [this.root] }),
      limits: { ...defaultReadLimits, ...this.#limits },
      redact: createRedact(),
      isExcluded: () => false,
      probe: (point) => {
        if (point === 'beforeRead') this.looks += 1;
      },
      onError: (error) => {
        throw error;
      },
    });
    this.see(false);
  }

  see(isLive = true): void {
    const { size, mtimeMs } = statSync(join(this.root, PATH));
    this.#shipper?.fileSeen({ root: this.root, path: PATH, size, mtimeMs }, isLive);
  }

  /** A new connection of a hub that says it holds this much. */
  connect(...files: Omit<CommittedFile, 'root' | 'path'>[]): void {
    const shipper = this.#shipper;
    if (shipper === null) throw new Error('restart first.');
    this.#seen = [];
    shipper.disconnect();
    const connection: HubConnection = {
      welcome,
      bufferedBytes: 0,
      send: () => undefined,
      close: () => undefined,
      sendFrame: (frame, onWritten) => {
        this.#receive(Buffer.from(frame));
        setImmediate(onWritten ?? (() => undefined));
      },
    };
    shipper.connect(connection, new FileIdentities(this.#secret));
    shipper.addManifest(files.map((file) => ({ root: this.root, path: PATH, ...file })));
    shipper.start();
  }

  acknowledge(said: Pick<Ack, 'generation' | 'committed' | 'outcome'>): void {
    this.#shipper?.onAck({ type: 'ack', root: this.root, path: PATH, ...said });
  }

  get problems(): string[] {
    return this.#shipper?.problems ?? [];
  }

  /** The next batch, in the order they came. */
  async next(): Promise<SeenBatch> {
    if (this.#seen.length === 0) await new Promise<void>((resolve) => (this.#waiting = resolve));
    return this.#seen.shift() as SeenBatch;
  }

  close(): void {
    this.#shipper?.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  #receive(frame: Buffer): void {
    const { header, payload } = decodeBatchFrame(frame);
    const bytes = header.encoding === 'zstd' ? zlib.zstdDecompressSync(payload) : Buffer.from(payload);
    this.#seen.push({ header, bytes });
    this.#waiting?.();
    this.#waiting = null;
  }
}
