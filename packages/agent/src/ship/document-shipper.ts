import type { Document, Manifest } from '@orrery/protocol';
import type { ClaudeFiles } from '../files/claude-files.ts';
import { NotFollowedError } from '../files/not-followed.ts';
import type { HubConnection } from '../link/hub-connection.ts';
import type { Redact } from '../redact/redactor.ts';
import { sha256Hex } from '../tail/file-identity.ts';
import { fileKey } from '../tail/tracked-file.ts';

/** With so much unsent, documents wait. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/** A sub-agent meta file is a few hundred bytes; anything near this is something else. */
const MAX_BYTES = 128 * 1024;

interface Seen {
  root: string;
  path: string;
}

/** Ships small files that are replaced as a whole: the newest content, when its hash is not the one the hub holds. */
export class DocumentShipper {
  readonly #files: ClaudeFiles;
  readonly #redact: Redact;
  readonly #isExcluded: (root: string, path: string) => boolean;
  readonly #onError: (error: unknown) => void;
  readonly #present = new Map<string, Seen>();
  readonly #waiting = new Set<string>();
  #heldByHub = new Map<string, string>();
  #connection: HubConnection | null = null;
  #isScheduled = false;
  /** Something that was sent has not left yet. */
  #isHeld = false;

  constructor(options: {
    files: ClaudeFiles;
    redact: Redact;
    isExcluded: (root: string, path: string) => boolean;
    onError: (error: unknown) => void;
  }) {
    this.#files = options.files;
    this.#isExcluded = options.isExcluded;
    this.#redact = options.redact;
    this.#onError = options.onError;
  }

  addManifest(documents: Manifest['documents']): void {
    for (const { root, path, sha256 } of documents) this.#heldByHub.set(fileKey(root, path), sha256);
  }

  /** The manifest is complete. */
  start(connection: HubConnection): void {
    this.#connection = connection;
    for (const key of this.#present.keys()) this.#waiting.add(key);
    this.#schedule();
  }

  disconnect(): void {
    this.#connection = null;
    this.#isHeld = false;
    this.#heldByHub = new Map();
    this.#waiting.clear();
  }

  documentSeen(seen: Seen): void {
    const key = fileKey(seen.root, seen.path);
    this.#present.set(key, { root: seen.root, path: seen.path });
    if (!this.#connection) return;
    this.#waiting.add(key);
    this.#schedule();
  }

  documentGone(root: string, path: string): void {
    this.#present.delete(fileKey(root, path));
    this.#files.forget(root, path);
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isHeld) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#work();
    });
  }

  /** What waited has left. */
  #goOn(connection: HubConnection): void {
    if (this.#connection !== connection) return;
    this.#isHeld = false;
    this.#schedule();
  }

  #work(): void {
    let budget = 50;
    for (const key of this.#waiting) {
      if (!this.#connection) return;
      if (budget-- === 0) {
        this.#schedule();
        return;
      }
      this.#waiting.delete(key);
      const document = this.#read(key);
      if (!document) continue;
      this.#heldByHub.set(key, document.sha256);
      const connection = this.#connection;
      if (connection.bufferedBytes <= MAX_BUFFERED_BYTES) connection.send(document);
      else {
        this.#isHeld = true;
        connection.send(document, () => this.#goOn(connection));
        return;
      }
    }
  }

  #read(key: string): Document | null {
    const seen = this.#present.get(key);
    if (!seen || this.#isExcluded(seen.root, seen.path)) return null;
    try {
      const bytes = this.#files.read(seen.root, seen.path, MAX_BYTES);
      if (bytes === null) return null;
      this.#redact(bytes);
      const content = bytes.toString('utf8');
      // Of what leaves, not of what is on disk: from that, a redacted word could be guessed until it fits.
      const sha256 = sha256Hex(Buffer.from(content));
      if (this.#heldByHub.get(key) === sha256) return null;
      return { type: 'document', root: seen.root, path: seen.path, sha256, content };
    } catch (error) {
      // Replaced at this moment, or not ours to read: the next change or sweep brings it again.
      if (!(error instanceof NotFollowedError)) this.#onError(error);
      return null;
    }
  }
}
